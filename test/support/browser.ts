import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

/** A page of the browser, and everything that it must not do. */
interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Requests for anything but files, messages of the console, faults of scripts, dialogs. */
  readonly amiss: readonly string[];
}

export interface TestBrowser extends AsyncDisposable {
  open(look: {
    readonly scheme: "light" | "dark";
    readonly width: number;
    readonly height?: number;
  }): Promise<WatchedPage>;
}

/** Debian's Chromium without a window. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: findChromium(process.env["PATH"] ?? ""),
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-dev-shm-usage"],
  });
  return {
    open: (look) => openPage(browser, look),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function openPage(
  browser: Browser,
  { scheme, width, height = 800 }: Parameters<TestBrowser["open"]>[0],
): Promise<WatchedPage> {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height } });
  // A machine that runs many tests at once is slow, which no test is about.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const amiss: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("file://")) amiss.push(`request ${request.url()}`);
  });
  page.on("console", (message) => amiss.push(`console ${message.text()}`));
  page.on("pageerror", (error) => amiss.push(`fault ${error.message}`));
  page.on("dialog", (dialog) => {
    amiss.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, amiss, [Symbol.asyncDispose]: () => context.close() };
}

function findChromium(path: string): string {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, "chromium");
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {}
  }
  throw new Error("no chromium in PATH");
}
