/** Words for the page of a running head or foot, by language; matched in any case, with or without combining marks. */
export const PAGE_WORDS: readonly string[] =
  "page|p.|pg.|pag.|seite|s.|página|pagina|pág.|pagg.|sida|side|sivu|strona|str.|strana|stranica|oldal|страница|стр.|стор.|сторінка|с.|σελίδα|σελ.|sayfa|trang|halaman|hal.|صفحة|صفحه|ص|עמוד|หน้า|पृष्ठ|পৃষ্ঠা|ukurasa|lk|lpp.|puslapis|faqja|leathanach|tudalen".split(
    "|",
  );
