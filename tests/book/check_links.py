#!/usr/bin/env python3
"""Checks the links of the built book and of the Markdown files at the repository's root: the file is there, and the anchor in it.
Links to other sites are counted, not followed.

    check_links.py build/book

Last line: `N passed, N failed`.
"""

import argparse
import html.parser
import pathlib
import re
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Page(html.parser.HTMLParser):
    """A built page: the anchors in it and the links from it."""

    def __init__(self, text):
        super().__init__()
        self.anchors = set()
        self.links = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "id" in attributes:
            self.anchors.add(attributes["id"])
        for name in ("href", "src"):
            if attributes.get(name):
                self.links.append(attributes[name])


class Markdown:
    """A Markdown file, its anchors as GitHub makes them."""

    def __init__(self, text):
        text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        self.anchors = set()
        for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
            self.anchors.add(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-"))
        self.links = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text))


def check(folder, pages):
    """(passed, complaints, external) of the links between `pages`, {path: Page or Markdown}."""
    passed = external = 0
    complaints = []
    for path, page in sorted(pages.items()):
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                external += 1
                continue
            target = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path.resolve()
            if target.is_dir() and target in (other.parent.resolve() for other in pages) and (target / "index.html").is_file():
                target = target / "index.html"
            where = path.relative_to(folder)
            if not target.is_relative_to(folder.resolve()) or not target.exists():
                complaints.append(f"{where}: {link}: no such file")
            elif parts.fragment and target in pages and urllib.parse.unquote(parts.fragment) not in pages[target].anchors:
                complaints.append(f"{where}: {link}: no such anchor")
            else:
                passed += 1
    return passed, complaints, external


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("book", type=pathlib.Path)
    parser.add_argument("--result", type=pathlib.Path, help="file for `passed failed skipped`")
    args = parser.parse_args()
    book = args.book.resolve()
    # The page for printing and the one for lost readers repeat the others' links from other places.
    built = {path: Page(path.read_text()) for path in book.rglob("*.html") if path.name not in ("print.html", "404.html", "toc.html")}
    if not built:
        sys.exit(f"{book}: no book there: make book")
    markdown = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("ports/*/*.md"), *ROOT.glob("tests/*/*.md")]
    sources = {path: Markdown(path.read_text()) for path in markdown}
    passed, complaints, external = check(book, built)
    more, others, _ = check(ROOT, sources)
    passed += more
    summary = (ROOT / "docs/SUMMARY.md").read_text()
    for page in sorted((ROOT / "docs").rglob("*.md")):
        name = str(page.relative_to(ROOT / "docs"))
        if name != "SUMMARY.md" and f"({name})" not in summary:
            others.append(f"docs/{name} is not in docs/SUMMARY.md, so not in the book")
    for complaint in [*complaints, *others]:
        print(f"FAIL {complaint}")
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        args.result.write_text(f"{passed} {len(complaints) + len(others)}\n")
    print(f"{external} links to other sites, not followed")
    print(f"{passed} passed, {len(complaints) + len(others)} failed")
    sys.exit(1 if complaints or others else 0)


if __name__ == "__main__":
    main()
