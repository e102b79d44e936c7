// Uses the playground in Chromium as a reader would, from file://.
//
//   node drive_playground.mjs MODULES SITE BOOK CASES FOLDER
//
// MODULES has playwright-core; CASES is JSON of the programs to run and what they print; screenshots go to FOLDER. Prints a line
// `pass …` or `FAIL …` for each check.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, site, book, casesPath, folder] = process.argv.slice(2);
const { chromium } = createRequire(`${path.resolve(modules)}/`)('playwright-core');
const cases = JSON.parse(readFileSync(casesPath, 'utf8'));
const address = pathToFileURL(path.join(path.resolve(site), 'index.html')).href;
// Ends a wait that would last forever; how long a step takes depends on the machine.
const SLOW = 180_000;
let failed = 0;

function check(what, good, seen = '') {
  console.log(`${good ? 'pass' : 'FAIL'} ${what}${good ? '' : ` – seen: ${JSON.stringify(seen)}`}`);
  failed += !good;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const complaints = [];
const requests = [];
async function opened(options = {}, fragment = '') {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 1100 }, ...options })).newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(address + fragment);
  await page.waitForSelector('body[data-loaded]');
  return page;
}
const ready = (page) => page.waitForSelector('body[data-state="ready"]', { timeout: SLOW });
const terminalText = (page) => page.evaluate(() => playground.terminal.text());
async function begin(page, program, files = {}) {
  await page.evaluate(([text, more]) => playground.open({ program: text, files: more }), [program, files]);
  await page.evaluate(() => { delete document.body.dataset.runs; });
  await page.click('#run');
}
const ended = (page) => page.waitForSelector('body[data-runs][data-state="ready"]', { timeout: SLOW });
async function output(page) {
  await page.evaluate(() => playground.terminal.settled());
  return (await terminalText(page)).trimEnd().replace(/\n?>>>$/, '');
}
// Texts whose contrast with their background is below 4.5, as WCAG reckons it; what is disabled may be faint.
const faint = (page) => page.evaluate(() => {
  const channels = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (rgb) => rgb.slice(0, 3).map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)).reduce((sum, value, number) => sum + value * [0.2126, 0.7152, 0.0722][number], 0);
  function background(node) {
    for (let at = node; at; at = at.parentElement) {
      const found = channels(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  }
  const found = new Set();
  for (const node of document.querySelectorAll('body *')) {
    const isText = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim());
    if (!isText || node.closest('.xterm, .read-only, .skip, :disabled, script') || !node.getClientRects().length) continue;
    const [one, other] = [luminance(channels(getComputedStyle(node).color)), luminance(background(node))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) found.add(`${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 20)}: ${ratio.toFixed(2)}`);
  }
  return [...found];
});
async function ran(page, program, files) {
  await begin(page, program, files);
  await ended(page);
  return output(page);
}

try {
  const begun = Date.now();
  const page = await opened({ colorScheme: 'light' });
  await ready(page);
  console.log(`     from the address to the board's prompt: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  check('the board boots to its prompt', (await terminalText(page)).includes('>>>'));
  check('what is loaded lies beside the page', requests.every((url) => url.startsWith('file:') || url.startsWith('blob:') || url.startsWith('data:')), requests);
  await page.selectOption('#pace', 'fast');

  for (const { name, program, files, pattern, forever, press } of cases) {
    const expected = new RegExp(pattern);
    try {
      if (forever) {
        await page.selectOption('#pace', 'real');
        await begin(page, program, files);
        await page.waitForSelector('body[data-state="running"]', { timeout: SLOW });
        let seen = '';
        const isThere = () => {
          const lines = seen.split('\n');
          return lines.some((_, count) => expected.test(`${lines.slice(0, count + 1).join('\n')}\n`));
        };
        for (const begun = Date.now(); !isThere() && Date.now() - begun < SLOW; ) {
          if (press !== null) {
            await page.locator('#button').focus();
            await page.keyboard.press('Space', { delay: 60 });
          }
          await page.waitForTimeout(80);
          seen = await terminalText(page);
        }
        await page.click('#stop');
        await ended(page);
        check(`${name}: prints what it must until Stop`, isThere(), seen);
        await page.selectOption('#pace', 'fast');
      } else {
        const seen = await ran(page, program, files);
        check(`${name}: prints what it must`, expected.test(seen === '' ? '' : `${seen}\n`), seen);
      }
    } catch (error) {
      check(`${name} runs`, false, `${error}\n${await terminalText(page)}`);
      await page.click('#reset');
      await page.selectOption('#pace', 'fast');
      await ready(page);
    }
  }

  // The LED and the lanes.
  await page.selectOption('#example', '01_blink');
  await page.selectOption('#pace', 'real');
  await page.click('#run');
  await page.waitForSelector('#led-25.on', { timeout: SLOW });
  await page.waitForSelector('#led-25:not(.on)', { timeout: SLOW });
  await page.waitForSelector('#led-15.on', { timeout: SLOW });
  check('the LEDs blink', true);
  const lanes = await page.evaluate(() => playground.trace().lanes.map((lane) => lane.name));
  check('the lanes grow while it runs', lanes.includes('blink') && lanes.includes('watch'), lanes);
  await page.locator('#button').focus();
  await page.keyboard.press('Space', { delay: 80 });
  await page.waitForFunction(() => playground.terminal.text().includes('pressed'), null, { timeout: SLOW });
  check('the button is pressed with the keyboard and drives its pin', true);
  await page.click('#stop');
  await ended(page);

  // A long step.
  await page.selectOption('#pace', 'fast');
  await page.selectOption('#example', '02_hog');
  await page.evaluate(() => { delete document.body.dataset.runs; });
  await page.click('#run');
  await ended(page);
  await page.waitForSelector('#long:not([hidden])', { timeout: SLOW });
  const long = await page.textContent('#long');
  check('a long step is named with its line', /hog ran 25\d\.\d\d ms without an await, up to hog\(\), line 16/.test(long), long);
  check('and that line is marked in the editor', /sleep_ms\(100\)/.test(await page.textContent('.cm-line.marked-slow')));
  check('it is a problem of its lane', await page.evaluate(() => playground.trace().problems.some((found) => found[3] === 'long')));
  const legend = await page.textContent('#legend');
  check('the legend explains all that the lanes show', /long step/.test(legend) && /woke late/.test(legend) && /ended/.test(legend), legend);
  const totals = await page.textContent('#totals');
  check('stats() is shown', /asyncio\.stats\(\): \d+ switches/.test(totals), totals);
  check('the table has the tasks', (await page.locator('#stats tbody').textContent()).includes('heartbeat'));
  if (await page.isEnabled('#all')) await page.click('#all');
  await page.waitForTimeout(200);
  await page.screenshot({ path: path.join(folder, 'hog-light.png'), fullPage: true });
  check('in the light every text can be read', (await faint(page)).length === 0, await faint(page));
  await page.click('#theme');
  await page.waitForTimeout(200);
  await page.screenshot({ path: path.join(folder, 'hog-dark.png'), fullPage: true });
  check('in the dark too', (await faint(page)).length === 0, await faint(page));
  await page.click('#theme');

  // A hog that never ends.
  await begin(page, 'import asyncio\nasync def hog():\n    while True:\n        pass\nasyncio.run(hog())\n');
  await page.waitForFunction(() => /hog has run/.test(document.getElementById('long').textContent), null, { timeout: SLOW });
  check('a hog that runs is told at once', true);
  const clock = await page.textContent('#clock');
  await page.click('#theme');
  await page.click('#theme');
  await page.waitForFunction((earlier) => document.getElementById('clock').textContent !== earlier, clock, { timeout: SLOW });
  check('the page does not freeze meanwhile', (await page.getAttribute('body', 'data-state')) === 'running');
  await page.click('#stop');
  await ended(page);
  check('Stop ends it, with its line', /KeyboardInterrupt/.test(await terminalText(page)) && (await page.locator('.cm-line.marked-slow').count()) === 1);

  await begin(page, 'while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n');
  await page.waitForSelector('body[data-state="running"]', { timeout: SLOW });
  await page.click('#stop');
  await page.waitForSelector('body[data-state="ready"]', { timeout: SLOW });
  check('a program that swallows Ctrl-C is ended by a reset, and that is said', /was reset/.test(await terminalText(page)));

  // Bad input.
  const wrong = await ran(page, 'x = (\nprint(1)\n');
  check('a syntax error is shown', /SyntaxError/.test(wrong) && /SyntaxError/.test(await page.textContent('#notice')), wrong);
  const memory = await ran(page, 'x = []\nwhile True:\n    x.append(bytearray(1000))\n');
  check('a MemoryError is shown', /MemoryError/.test(memory) && /MemoryError/.test(await page.textContent('#notice')), memory);
  await page.evaluate(() => playground.open({ program: 'print("a line of a hundred kilobytes")\n'.repeat(2800), files: {} }));
  await page.click('#run');
  check('100 kB are refused plainly', /kB/.test(await page.textContent('#notice')));
  const large = await ran(page, `${'# a line that says nothing, at length\n'.repeat(1600)}print("end")\n`);
  check('60 kB run', /end/.test(large), large.slice(-200));
  await begin(page, 'n = 0\nwhile True:\n    n += 1\n    print("line", n, "." * 60)\n');
  await page.waitForFunction(() => /line \d{4}/.test(playground.terminal.text()), null, { timeout: SLOW });
  await page.click('#stop');
  await ended(page);
  check('a program that prints without end is stopped', /KeyboardInterrupt/.test(await terminalText(page)));
  check('and the next one runs', /still/.test(await ran(page, 'print("still here")\n')));
  await begin(page, 'import machine\nmachine.reset()\n');
  await page.waitForFunction(() => /has reset the board/.test(playground.terminal.text()), null, { timeout: SLOW });
  await ready(page);
  check('a program that resets the board', true);
  await begin(page, 'print(input("name? "))\n');
  await page.waitForFunction(() => /name\?/.test(playground.terminal.text()), null, { timeout: SLOW });
  await page.locator('#terminal').click();
  await page.keyboard.type('Ada\n');
  await ended(page);
  check('the terminal takes input', /Ada\n+Ada|Ada\s+Ada/.test(await terminalText(page)), await terminalText(page));

  // Ours and stock.
  await page.selectOption('#example', '03_fifty_tasks');
  await page.click('#compare');
  await page.waitForSelector('#comparison table', { timeout: SLOW });
  const compared = await page.textContent('#comparison');
  const times = await page.locator('#comparison tbody tr').evaluateAll((rows) => rows.map((row) => Number(row.dataset.nanos)));
  check('ours and stock give their times and the same output', times.length === 2 && times.every((time) => time > 0) && /output is the same/.test(compared), compared);
  console.log(`     ${compared}`);
  await page.selectOption('#asyncio', 'stock');
  await ready(page);
  check('stock runs too', /1000 turns/.test(await ran(page, cases.find((found) => found.name.includes('03_fifty')).program)));
  check('and has no lanes, as is said', /records no trace/.test(await page.textContent('#empty')));

  // Sharing.
  await page.evaluate(() => playground.open({ program: 'print("shärëd")\n', files: { 'led.py': 'x = 1\n' } }));
  await page.click('#share');
  await page.waitForFunction(() => location.hash.startsWith('#z='));
  const shared = await opened({}, new URL(page.url()).hash);
  check('a shared link brings the program and its files', (await shared.evaluate(() => playground.editor.text())) === 'print("shärëd")\n' && (await shared.locator('#files button').count()) === 2);
  await shared.close();
  const damaged = await opened({}, '#z=nonsense');
  check('a damaged link is told, and the page can be used', /damaged/.test(await damaged.textContent('#notice')) && (await damaged.evaluate(() => playground.editor.text())).length > 0);
  await damaged.close();

  // The book.
  const reader = await (await browser.newContext()).newPage();
  await reader.goto(pathToFileURL(path.join(path.resolve(book), 'tutorial/blink.html')).href);
  await reader.waitForSelector('a.run-button', { timeout: SLOW });
  const [fromBook] = await Promise.all([reader.context().waitForEvent('page'), reader.locator('a.run-button').nth(1).click()]);
  await fromBook.waitForSelector('body[data-runs]', { timeout: SLOW });
  check("a Run button of the book's runs its block", /LED LED on\nLED LED off/.test(await fromBook.evaluate(() => playground.terminal.text())));
  await reader.context().close();

  // A phone, in the dark, without motion; by keyboard alone.
  const phone = await opened({ viewport: { width: 390, height: 800 }, colorScheme: 'dark', reducedMotion: 'reduce' });
  await ready(phone);
  const across = await phone.evaluate(() => document.documentElement.scrollWidth);
  check("a phone's width needs no scrolling sideways", across <= 390, across);
  check('a system that is dark gets it dark', (await phone.evaluate(() => document.documentElement.dataset.theme)) === 'dark');
  const unnamed = await phone.evaluate(() => [...document.querySelectorAll('button, select, [role=img], canvas')].filter((node) => !node.textContent.trim() && !node.getAttribute('aria-label') && !node.labels?.length).map((node) => node.outerHTML));
  check('every control has a name', unnamed.length === 0, unnamed);
  await phone.evaluate(() => { document.activeElement.blur(); });
  const reached = new Set();
  // In the editor Tab indents; as its label says, Escape lets the next one leave.
  for (let presses = 0; presses < 40; presses++) {
    if ([...reached].at(-1) === 'cm-content') await phone.keyboard.press('Escape');
    await phone.keyboard.press('Tab');
    const name = await phone.evaluate(() => document.activeElement.id || document.activeElement.className.split(' ')[0]);
    reached.delete(name);
    reached.add(name);
  }
  const missed = ['run', 'example', 'asyncio', 'pace', 'compare', 'share', 'cm-content', 'button', 'xterm-helper-textarea', 'theme'].filter((name) => !reached.has(name));
  check('Tab reaches every control', missed.length === 0, [missed, ...reached]);
  await phone.locator('#run').focus();
  await phone.keyboard.press('Enter');
  await phone.waitForSelector('body[data-state="running"]', { timeout: SLOW });
  await phone.waitForTimeout(1500);
  // xterm draws what can be seen.
  await phone.locator('#terminal').scrollIntoViewIfNeeded();
  await phone.waitForFunction(() => /press the button/.test(document.querySelector('.xterm-rows').textContent), null, { timeout: SLOW });
  await phone.screenshot({ path: path.join(folder, 'phone-dark.png'), fullPage: true });
  await phone.close({ runBeforeUnload: true });
  check('closing the tab in the middle leaves the others usable', /7/.test(await ran(page, 'print(3 + 4)\n')));
  check('no errors', complaints.length === 0, complaints);
} catch (error) {
  check('the page can be used', false, String(error));
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
