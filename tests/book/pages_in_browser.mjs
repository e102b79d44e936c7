// Looks at every page of the built book in Chromium: on a phone in the light theme, on a desktop in the dark one.
//
//   node pages_in_browser.mjs MODULES BOOK [FOLDER]
//
// MODULES has playwright-core. Screenshots go to FOLDER. Prints `FAIL …` for each defect, and at the end `N passed, N failed`:
// a page in one of the two looks counts as one.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, book, folder] = process.argv.slice(2);
const { chromium } = createRequire(`${path.resolve(modules)}/`)('playwright-core');
// The first is the list of chapters in a frame; the second repeats the other pages, and opens the printer's window.
const NOT_READ = ['toc.html', 'print.html'];
const pages = readdirSync(book, { recursive: true }).filter((name) => name.endsWith('.html') && !NOT_READ.includes(name)).sort();
const LOOKS = [
  { name: 'phone-light', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { name: 'desktop-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
];

// What is wrong with the page that stands there, as lines.
function defects(width) {
  const found = new Set();
  const main = document.querySelector('main');
  // mdBook's page itself never scrolls sideways, but its content does.
  for (const node of [document.scrollingElement, main.parentElement]) {
    if (node.scrollWidth > node.clientWidth) found.add(`the page is ${node.scrollWidth} px wide, of which ${node.clientWidth} are seen`);
  }
  // Nothing may end beyond the edge, unless the reader can scroll to it.
  const scrolls = (node) => ['auto', 'scroll'].includes(getComputedStyle(node).overflowX);
  for (const node of main.querySelectorAll('*')) {
    const box = node.getBoundingClientRect();
    if (!box.width || box.right <= width + 1) continue;
    let at = node.parentElement;
    while (at !== main && !scrolls(at)) at = at.parentElement;
    if (at === main) found.add(`<${node.tagName.toLowerCase()}> ${node.textContent.trim().slice(0, 40)}: ends at ${Math.round(box.right)} px`);
  }
  for (const image of main.querySelectorAll('img')) {
    if (!image.complete || !image.naturalWidth) found.add(`${image.getAttribute('src')}: not shown`);
    if (!image.alt) found.add(`${image.getAttribute('src')}: no text for readers who do not see it`);
  }
  // The contrast of text with its background, as WCAG reckons it.
  const channels = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (rgb) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, number) => sum + weight * linear(rgb[number] / 255), 0);
  function background(node) {
    for (let at = node; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  }
  for (const node of document.querySelectorAll('body *')) {
    const isText = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim());
    if (!isText || node.closest('script') || !node.getClientRects().length) continue;
    const [less, more] = [luminance(channels(getComputedStyle(node).color)), luminance(background(node))].sort((a, b) => a - b);
    const contrast = (more + 0.05) / (less + 0.05);
    if (contrast < 4.5) found.add(`<${node.tagName.toLowerCase()}> ${node.textContent.trim().slice(0, 40)}: contrast ${contrast.toFixed(1)}`);
  }
  return [...found];
}

// One of each defect, to see that `defects` finds it.
function spoil() {
  document.querySelector('main').insertAdjacentHTML(
    'beforeend',
    '<div style="width: 3000px">wide</div><p style="color: #777; background: #888">faint</p><img src="missing.png">',
  );
}
const SPOILT = [/^the page is 3\d\d\d px wide/, /^<div> wide: ends at/, /^missing.png: not shown$/, /^missing.png: no text/, /^<p> faint: contrast 1/];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let [passed, failed] = [0, 0];
function count(where, complaints) {
  for (const complaint of complaints) console.log(`FAIL ${where}: ${complaint}`);
  if (complaints.length) failed += 1;
  else passed += 1;
}

async function look({ name, viewport, colorScheme }) {
  const page = await (await browser.newContext({ viewport, colorScheme })).newPage();
  for (const file of pages) {
    await page.goto(pathToFileURL(path.resolve(book, file)).href);
    count(`${file}, ${name}`, await page.evaluate(defects, viewport.width));
    if (folder) await page.screenshot({ path: path.join(folder, `${file.replace(/\//g, '-').replace('.html', '')}-${name}.png`), fullPage: true });
  }
  await page.evaluate(spoil);
  await page.waitForFunction(() => document.querySelector('main img[src="missing.png"]').complete);
  const found = await page.evaluate(defects, viewport.width);
  count(`a page with one of each defect, ${name}`, SPOILT.filter((pattern) => !found.some((line) => pattern.test(line))).map((pattern) => `not found: ${pattern}`));
}

try {
  await Promise.all(LOOKS.map(look));
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
