// A Run button on the code blocks that the playground can run. Without the playground beside the book nothing changes.
(() => {
  "use strict";
  const root = typeof path_to_root === "string" ? path_to_root : "";
  // The page's own path in the book: as many folders as path_to_root goes up.
  const depth = (root.match(/\.\.\//g) || []).length;
  const page = location.pathname.split("/").slice(-1 - depth).join("/") || "index.html";
  const playground = root + "../playground/";
  const script = document.createElement("script");
  script.src = playground + "book_blocks.js";
  script.addEventListener("load", () => {
    const blocks = globalThis.playgroundBlocks[page] || [];
    const codes = [...document.querySelectorAll("pre > code.language-python")];
    if (codes.length !== blocks.length) return;
    codes.forEach((code, number) => {
      if (!blocks[number]) return;
      const shared = { program: code.textContent, files: blocks[number].files, run: true };
      const link = document.createElement("a");
      link.className = "run-button";
      link.textContent = "▶ Run";
      link.target = "_blank";
      link.rel = "noopener";
      link.href = playground + "index.html#program=" + encodeURIComponent(JSON.stringify(shared));
      link.setAttribute("aria-label", "Run this program in the playground, on an emulated Pico");
      code.parentElement.after(link);
    });
  });
  document.head.append(script);
})();
