// Opens a page of tools/trace_view.py in Chromium and uses it as a reader would: clicks, hovers, keys, wheel, both themes.
//
//   node drive_page.mjs MODULES PAGE FOLDER      MODULES has playwright-core; screenshots go to FOLDER
//
// Prints a line `pass …` or `FAIL …` for each check.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, page_path, folder] = process.argv.slice(2);
const { chromium } = createRequire(path.resolve(modules) + "/")("playwright-core");
const name = path.basename(page_path, ".html");
let failed = 0;

function check(what, good, seen = "") {
  console.log(`${good ? "pass" : "FAIL"} ${name}: ${what}${good ? "" : ` – seen: ${JSON.stringify(seen)}`}`);
  failed += !good;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 760 }, colorScheme: "light" });
  const page = await context.newPage();
  const complaints = [], requests = [];
  page.on("console", message => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", error => complaints.push(String(error)));
  page.on("request", request => requests.push(request.url()));
  await page.goto(pathToFileURL(path.resolve(page_path)).href);

  const tip = page.locator("#tip"), canvas = page.locator("#view"), range = page.locator("#range");
  const box = await canvas.boundingBox();
  // Where the page says that the longest step of the forgetful task is.
  const long = await page.evaluate(() => {
    let best = null;
    lanes.forEach((lane, number) => lane.spans.forEach(([start, end, kind], index) => {
      if (kind === "long" && (best === null || end - start > best.length)) best = { lane: number, index, length: end - start, middle: (start + end) / 2, name: lane.name };
    }));
    return best && { ...best, x: x(best.middle), y: laneTop(best.lane) + LANE / 2 + 4 };
  });
  check("the forgetful task's step is marked as long", long !== null && long.length >= 100000 && long.name === "main", long);
  const facts = await page.locator("#facts").textContent();
  check("the heading counts it", /[1-9]\d* long step/.test(facts), facts);

  await page.mouse.move(box.x + long.x, box.y + long.y);
  await tip.waitFor({ state: "visible", timeout: 5000 });
  const told = await tip.textContent();
  check("hovering it tells task, time and the line where it stopped", /main: long step/.test(told) && /without an await, up to forgetful\(\), line \d+/.test(told), told);
  const pixel = await page.evaluate(([px, py]) => {
    const ratio = devicePixelRatio;
    return [...canvas.getContext("2d").getImageData(px * ratio, (py - 3) * ratio, 1, 1).data];
  }, [long.x, long.y]);
  check("and it is red", pixel[0] > 180 && pixel[1] < 150 && pixel[2] < 160, pixel);
  await page.screenshot({ path: path.join(folder, `${name}-hover.png`) });
  await page.mouse.move(box.x + 60, box.y + 8);
  check("the tooltip goes when the pointer leaves the lanes", await tip.isHidden());

  const whole = await range.textContent();
  await page.getByRole("button", { name: "Zoom in" }).click();
  // The page draws, and tells the range, with the browser's next frame.
  await page.waitForFunction(before => document.getElementById("range").textContent !== before, whole, { timeout: 5000 }).catch(() => {});
  const zoomed = await range.textContent();
  check("a click zooms in", zoomed !== whole, zoomed);
  await page.mouse.move(box.x + 700, box.y + 60);
  await page.mouse.wheel(0, -400);
  await page.waitForFunction(before => document.getElementById("range").textContent !== before, zoomed, { timeout: 5000 });
  const wheeled = await range.textContent();
  await page.mouse.down();
  await page.mouse.move(box.x + 500, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(before => document.getElementById("range").textContent !== before, wheeled, { timeout: 5000 });
  check("the wheel zooms, dragging moves", true);
  await page.getByRole("button", { name: "Show all" }).click();
  await page.waitForFunction(before => document.getElementById("range").textContent === before, whole, { timeout: 5000 });
  check("everything can be shown again", await page.getByRole("button", { name: "Show all" }).isDisabled());

  await page.getByRole("button", { name: /^Show: main ran/ }).first().click();
  const shown = await page.locator("#said").textContent();
  check("the list of problems leads to it", /main: long step/.test(shown) && await range.textContent() !== whole, shown);
  await page.getByRole("button", { name: "Problem →" }).click();
  check("the next problem is another one", await page.locator("#said").textContent() !== shown);

  await canvas.focus();
  await page.keyboard.press("0");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  const first = await page.locator("#said").textContent();
  await page.keyboard.press("ArrowRight");
  const second = await page.locator("#said").textContent();
  await page.keyboard.press("ArrowDown");
  const below = await page.locator("#said").textContent();
  check("arrow keys go through spans and lanes, and say where", first !== "" && second !== first && below.split(":")[0] !== second.split(":")[0], [first, second, below]);
  await page.keyboard.press("Enter");
  await page.waitForFunction(before => document.getElementById("range").textContent !== before, whole, { timeout: 5000 });
  check("Enter zooms to the span", true);
  await page.keyboard.press("0");

  const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await colour();
  await page.keyboard.press("t");
  check("t turns it dark", await colour() !== light && await page.evaluate(() => document.documentElement.dataset.theme) === "dark");
  await page.screenshot({ path: path.join(folder, `${name}-dark.png`) });

  const dark = await (await browser.newContext({ colorScheme: "dark" })).newPage();
  await dark.goto(page.url());
  check("a system that is dark gets it dark", await dark.evaluate(() => document.documentElement.dataset.theme) === "dark");

  const narrow = await (await browser.newContext({ viewport: { width: 420, height: 800 } })).newPage();
  await narrow.goto(page.url());
  const across = await narrow.evaluate(() => document.documentElement.scrollWidth);
  check("a narrow window needs no scrolling sideways", across <= 420, across);

  check("nothing is loaded but the page", requests.length === 1, requests);
  check("no errors", complaints.length === 0, complaints);
} catch (error) {
  check("the page can be used", false, String(error));
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
