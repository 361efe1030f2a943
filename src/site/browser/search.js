{
  /** Parts that are kept for the next question; a larger site is read again. */
  const MOST_KEPT = 40;
  const MOST_FOUND = 100;
  /** Parts after which what was found so far is shown. */
  const SHOWN_EVERY = 16;
  const OPTIONS = {
    fields: ["title", "address", "text"],
    storeFields: ["title", "address", "path", "head"],
    tokenize: splitWords,
    processTerm: (word) => word,
  };
  const QUESTION = { combineWith: "AND", prefix: true, boost: { title: 4, address: 3 } };
  const [form, field, choice, told, list] = ["search", "words", "document", "told", "found"].map((id) =>
    document.getElementById(id),
  );
  const kept = new Map();
  const awaited = new Map();

  globalThis.searchPart = (path, json) => awaited.get(path)?.(json);

  /** The index of a part, which a script of the site brings. */
  const load = async (path) => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const json = await new Promise((resolve, reject) => {
      const script = document.createElement("script");
      awaited.set(path, resolve);
      script.addEventListener("error", () => reject(new Error(path)));
      script.addEventListener("load", () => script.remove());
      script.src = path;
      document.head.append(script);
    });
    awaited.delete(path);
    const index = await MiniSearch.loadJSONAsync(json, OPTIONS);
    if (kept.size < MOST_KEPT) kept.set(path, index);
    return index;
  };

  const partsOf = (folder) =>
    [...choice.options]
      .filter(({ value }) => value !== "" && (folder === "" || value === folder))
      .flatMap(({ value, dataset, text }) =>
        Array.from({ length: Number(dataset.parts) }, (_, at) => ({
          path: `${value}/search-${at + 1}.js`,
          name: text,
        })),
      );

  const show = (found, withNames) => {
    list.replaceChildren(
      ...found.map((one) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = one.path;
        const title = document.createElement("bdi");
        title.textContent = one.title || one.address;
        link.append(title);
        const address = document.createElement("bdi");
        address.className = "address";
        address.textContent = one.address;
        const head = document.createElement("p");
        head.dir = "auto";
        head.lang = "";
        head.textContent = one.head;
        item.append(link, " ", address);
        if (withNames) {
          const name = document.createElement("bdi");
          name.className = "faint";
          name.textContent = one.name;
          item.append(" ", name);
        }
        item.append(head);
        return item;
      }),
    );
  };

  /** What came of a question, which stands before it as it was asked. */
  const tell = (words, text) => {
    const question = document.createElement("bdi");
    question.textContent = words;
    told.replaceChildren(question, `: ${text}`);
  };

  let asked = 0;
  const search = async () => {
    const mine = ++asked;
    const words = field.value.trim();
    list.replaceChildren();
    if (words === "" || splitWords(words).length === 0) {
      told.textContent = "";
      return;
    }
    const parts = partsOf(choice.value);
    let [found, count, unread] = [[], 0, 0];
    for (const [at, { path, name }] of parts.entries()) {
      tell(words, `part ${at + 1} of ${parts.length}, ${count} so far`);
      let index;
      try {
        index = await load(path);
      } catch {
        unread += 1;
        continue;
      }
      if (mine !== asked) return;
      const results = index.search(words, QUESTION);
      count += results.length;
      found = [...found, ...results.map((one) => ({ ...one, name }))]
        .sort((a, b) => b.score - a.score)
        .slice(0, MOST_FOUND);
      if (at % SHOWN_EVERY === SHOWN_EVERY - 1) show(found, choice.value === "");
      // Gives the browser its turn between two parts.
      await new Promise((resolve) => setTimeout(resolve));
      if (mine !== asked) return;
    }
    show(found, choice.value === "");
    const more = count > found.length ? `; the first ${found.length} are shown` : "";
    const missing =
      unread === 0
        ? ""
        : `; ${unread} of ${parts.length} parts could not be read, so that something may be missing`;
    tell(words, count === 0 ? `nothing found${missing}.` : `${count} found${more}${missing}.`);
  };

  /** The question stands in the address of the page, so that it can be kept and passed on. */
  const readAddress = () => {
    const question = new URLSearchParams(location.hash.slice(1));
    field.value = question.get("q") ?? "";
    choice.value = question.get("in") ?? "";
    if (choice.selectedIndex === -1) choice.value = "";
    search();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const hash = `#${new URLSearchParams({ q: field.value, in: choice.value })}`;
    if (hash === location.hash) search();
    else location.hash = hash;
  });
  addEventListener("hashchange", readAddress);
  readAddress();
  if (field.value === "") field.focus();
}
