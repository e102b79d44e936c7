// The page: its controls, and what the board's messages change in it.
import '@xterm/xterm/css/xterm.css';
import './playground.css';
import { traceLanes } from 'lanes:../../tools/trace_lanes.js';
import examples from 'examples:../examples';
import { Board, measure } from './board.js';
import { makeEditor } from './editor.js';
import { LiveTrace, duration } from './live_trace.js';
import { fragmentOf, readFragment } from './share.js';
import { makeTerminal } from './terminal.js';

const $ = (id) => document.getElementById(id);
// A Pico has 192 kB for programs and their data; a source of this size compiles to about as much.
const LARGEST_PROGRAM = 64 * 1024;
const COMPARE_SECONDS = 60;
const WINDOW_US = 1_000_000;
const BUTTON_PIN = 2;
const LEDS = [25, 15];
const STILL = matchMedia('(prefers-reduced-motion: reduce)').matches;

function element(name, words, parent) {
  const made = document.createElement(name);
  if (words !== undefined) made.textContent = words;
  parent?.append(made);
  return made;
}
function notice(words) {
  $('notice').hidden = !words;
  $('notice').textContent = words ?? '';
}

// ---- the program and its files

let files = {};
let shown = 'main.py';
let program = '';
const editor = makeEditor($('editor'), { run: () => $('run').click(), changed });

function changed() {
  if (shown === 'main.py') program = editor.text();
  else files[shown] = editor.text();
  try {
    sessionStorage.setItem('program', JSON.stringify({ program, files }));
  } catch {
    // Not kept, then: no room, or a browser that forbids it for a page from a folder.
  }
}
function showFile(name) {
  shown = name;
  editor.setText(name === 'main.py' ? program : files[name]);
  fillFiles();
}
function fillFiles() {
  const names = Object.keys(files);
  $('files').hidden = names.length === 0;
  $('files').replaceChildren();
  for (const name of ['main.py', ...names]) {
    const button = element('button', name, $('files'));
    button.type = 'button';
    button.setAttribute('aria-pressed', String(name === shown));
    button.addEventListener('click', () => showFile(name));
  }
}
function open(shared) {
  files = { ...shared.files };
  program = shared.program;
  showFile('main.py');
  $('long').hidden = true;
}

// ---- the board

let board;
let state = 'starting';
let trace = new LiveTrace();
let lastNanos = null;
let dirty = false;
let markedLong = null;
const terminal = makeTerminal($('terminal'), {
  input: (text) => board.send({ do: 'input', text }),
  drawn: (bytes) => board.send({ do: 'drawn', bytes }),
});

function setState(next) {
  state = next;
  document.body.dataset.state = next;
  $('state').textContent = { starting: 'starting', running: 'running', ready: 'ready', dead: 'stopped', off: 'off' }[next] ?? next;
  $('stop').disabled = next !== 'running';
}
function setLed(pin, on) {
  const led = $(`led-${pin}`);
  if (!led) return;
  led.classList.toggle('on', on);
  led.setAttribute('aria-label', `LED, GPIO ${pin}: ${on ? 'on' : 'off'}`);
}

const HEAR = {
  state: (message) => setState(message.state),
  output: (message) => terminal.write(message.bytes),
  trace(message) {
    for (const record of message.records) trace.add(record);
    lastNanos = message.nanos;
    if (message.lost) notice(`${message.lost} records of the trace were lost: the lanes have a gap.`);
    dirty = true;
  },
  pins(message) {
    for (const [pin, on] of message.levels) if (LEDS.includes(pin)) setLed(pin, on);
  },
  clock(message) {
    $('clock').textContent = `${(message.nanos / 1e9).toFixed(3)} s`;
  },
  done(message) {
    $('clock').textContent = `${(message.nanos / 1e9).toFixed(6)} s`;
    document.body.dataset.nanos = message.nanos;
    lastNanos = null;
    dirty = true;
    drawSchedule();
    if (message.stats) fillTotals(message.stats);
    if (message.error) markError(message.error);
    document.body.dataset.runs = Number(document.body.dataset.runs ?? 0) + 1;
  },
  killed() {
    terminal.note('Ctrl-C did not end it: the board was reset.');
  },
  rebooted() {
    terminal.note('The program has reset the board.');
  },
  dead(message) {
    notice(`The board stopped: ${message.reason}. Run or Reset starts it again.`);
    setState('dead');
  },
};

function makeBoard(name) {
  board?.end();
  const mine = new Board(name, (message) => mine === board && HEAR[message.say](message));
  board = mine;
  setState('starting');
}

function markError(error) {
  // The last line of the program that the traceback names.
  const lines = [...error.matchAll(/File "<stdin>", line (\d+)/g)];
  const last = error.trim().split('\n').at(-1);
  if (lines.length && shown === 'main.py') editor.mark(Number(lines.at(-1)[1]), /KeyboardInterrupt/.test(last) ? 'slow' : 'wrong', last);
  if (/MemoryError/.test(last)) notice('MemoryError: the board has about 200 kB for the program and its data, and all of it was taken.');
  else if (/SyntaxError|IndentationError/.test(last)) notice(`${last}${lines.length ? `, line ${lines.at(-1)[1]}` : ''}`);
}

async function run() {
  changed();
  if (new TextEncoder().encode(program).length > LARGEST_PROGRAM) {
    notice(`The program has ${Math.ceil(program.length / 1024)} kB; a Pico's memory takes about ${LARGEST_PROGRAM / 1024} kB. Make it shorter.`);
    return;
  }
  notice(null);
  editor.unmark();
  terminal.clear();
  trace = new LiveTrace();
  markedLong = null;
  lastNanos = null;
  $('long').hidden = true;
  $('stats').tBodies[0].replaceChildren();
  $('totals').textContent = board.name === 'ours' ? 'asyncio.stats() is shown when the program has ended or was stopped.' : "Stock's asyncio has no statistics and no trace.";
  $('empty').textContent = board.name === 'ours' ? 'No task has run yet.' : "Stock's asyncio records no trace: switch to ours to see the lanes.";
  for (const pin of LEDS) setLed(pin, false);
  view.setData(trace.data(), WINDOW_US);
  view.follow(WINDOW_US);
  dirty = true;
  setState('starting');
  await board.do({ do: 'run', program, files, trace: board.name === 'ours', pace: $('pace').value === 'real' });
}

// ---- the schedule

const view = traceLanes({
  canvas: $('view'), tip: $('tip'), said: $('said'), range: $('range'), legend: $('legend'),
  changed({ closest, all }) {
    $('in').disabled = closest;
    $('out').disabled = $('all').disabled = all;
    $('follow').setAttribute('aria-pressed', String(view?.isFollowing() ?? true));
  },
});
const STATES = { run: 'running', long: 'running', ready: 'ready', sleep: 'asleep', event: 'waits for an event', flag: 'waits for a flag', lock: 'waits for a lock', task: 'waits for a task', stream: 'waits for a stream', other: 'waits', ended: 'ended' };

function drawSchedule() {
  if (!dirty) return;
  dirty = false;
  const data = trace.data(lastNanos);
  $('empty').hidden = data.lanes.length > 0;
  $('chart').hidden = data.lanes.length === 0;
  $('before').disabled = $('after').disabled = data.problems.length === 0;
  view.setData(data, WINDOW_US);
  const body = $('stats').tBodies[0];
  body.replaceChildren();
  for (const lane of data.lanes.slice(0, data.lanes.length - data.system)) {
    const row = element('tr', undefined, body);
    const cells = [lane.name + (lane.tasks > 1 ? ` ×${lane.tasks}` : ''), STATES[lane.state] ?? '', String(lane.steps), duration(lane.busy), `${((100 * lane.busy) / data.length).toFixed(1)} %`, duration(lane.longest)];
    for (const words of cells) element('td', words, row);
  }
  const { long } = trace;
  if (long && long !== markedLong) {
    markedLong = long;
    $('long').hidden = false;
    $('long').textContent = `${long.task} ${long.words}.`;
    if (shown === 'main.py') editor.mark(long.line || editor.lineOf(long.function), 'slow', long.words);
  } else if (data.hog && state === 'running') {
    $('long').hidden = false;
    const words = `${data.hog.task} has run ${duration(data.hog.us)} without an await: no other task can run.`;
    if (!STILL || $('long').textContent === '') $('long').textContent = words;
    if (markedLong !== data.hog.task && shown === 'main.py') {
      markedLong = data.hog.task;
      editor.mark(editor.lineOf(data.hog.task), 'slow', 'this task does not await');
    }
  }
}
setInterval(drawSchedule, STILL ? 500 : 100);

function fillTotals(stats) {
  const wakes = Object.entries(stats.wakes).filter(([, count]) => count).map(([name, count]) => `${name} ${count}`).join(', ');
  const longest = stats.longest_step ? `, longest step ${duration(stats.longest_step_us)} (${stats.longest_step})` : '';
  const idle = stats.total_us ? ((100 * stats.idle_us) / stats.total_us).toFixed(1) : '0.0';
  $('totals').textContent = `asyncio.stats(): ${stats.switches} switches, ${stats.rounds} rounds in ${duration(stats.total_us)}, idle ${idle} %${longest}; woken by: ${wakes || 'nothing'}`;
}

// ---- ours and stock

async function compare() {
  changed();
  $('result').hidden = false;
  const place = $('comparison');
  place.textContent = 'running on both …';
  $('compare').disabled = true;
  try {
    const [ours, stock] = await Promise.all(['ours', 'stock'].map((name) => measure(name, program, files, COMPARE_SECONDS)));
    const raised = (found) => found.error.trim().split('\n').at(-1) || 'ended';
    place.replaceChildren();
    const table = element('table', undefined, place);
    const head = element('tr', undefined, element('thead', undefined, table));
    for (const words of ['asyncio', 'Emulated time', 'End']) element('th', words, head).scope = 'col';
    const body = element('tbody', undefined, table);
    for (const [name, found] of [['ours', ours], ['stock', stock]]) {
      const row = element('tr', undefined, body);
      for (const words of [name, `${(found.nanos / 1e6).toFixed(3)} ms`, raised(found)]) element('td', words, row);
      row.dataset.nanos = found.nanos;
    }
    const sameOutput = ours.output === stock.output ? 'The output is the same.' : 'The output differs.';
    element('p', `Stock took ${(stock.nanos / ours.nanos).toFixed(2)} times as long as ours. ${sameOutput} Sleeps count too. Ours has its diagnostics compiled in, which cost a little.`, place);
  } catch (error) {
    place.textContent = `The two can't be compared: ${error.message}. A program that never ends has no time.`;
  }
  $('compare').disabled = false;
}

// ---- the rest

function setDark(dark) {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  $('theme').textContent = dark ? 'Light' : 'Dark';
  editor.setDark(dark);
  view.recolour();
}
$('theme').addEventListener('click', () => setDark(document.documentElement.dataset.theme !== 'dark'));
$('run').addEventListener('click', run);
$('stop').addEventListener('click', () => board.do({ do: 'stop' }));
$('reset').addEventListener('click', () => {
  notice(null);
  terminal.clear();
  for (const pin of LEDS) setLed(pin, false);
  board.do({ do: 'reset' });
});
$('compare').addEventListener('click', compare);
$('asyncio').addEventListener('change', () => {
  makeBoard($('asyncio').value);
  terminal.clear();
  board.do({ do: 'reset' });
});
$('pace').addEventListener('change', () => board.do({ do: 'pace', pace: $('pace').value === 'real' }));
$('in').addEventListener('click', () => view.zoom(0.5));
$('out').addEventListener('click', () => view.zoom(2));
$('all').addEventListener('click', () => view.showAll());
$('follow').addEventListener('click', () => view.follow(WINDOW_US));
$('before').addEventListener('click', () => view.previousProblem());
$('after').addEventListener('click', () => view.nextProblem());
$('share').addEventListener('click', async () => {
  changed();
  const fragment = await fragmentOf({ program, files });
  history.replaceState(null, '', fragment);
  try {
    await navigator.clipboard.writeText(location.href);
    notice('The link to this program is copied; it also stands in the address bar.');
  } catch {
    notice("The link to this program stands in the address bar: copy it from there.");
  }
});

let down = false;
function press(pressed) {
  if (down === pressed) return;
  down = pressed;
  $('button').classList.toggle('down', pressed);
  board.do({ do: 'pin', pin: BUTTON_PIN, value: !pressed });
}
$('button').addEventListener('pointerdown', () => press(true));
for (const end of ['pointerup', 'pointerleave', 'pointercancel', 'blur']) $('button').addEventListener(end, () => press(false));
$('button').addEventListener('keydown', (event) => {
  if (event.key !== ' ' && event.key !== 'Enter') return;
  event.preventDefault();
  press(true);
});
$('button').addEventListener('keyup', () => press(false));

for (const { name, title } of examples) {
  const option = element('option', title, $('example'));
  option.value = name;
}
$('example').addEventListener('change', () => {
  const found = examples.find(({ name }) => name === $('example').value);
  open({ program: found.program, files: {} });
});

async function openFragment() {
  try {
    const shared = await readFragment(location.hash);
    if (!shared) return false;
    open(shared);
    if (shared.run) run();
    return true;
  } catch (error) {
    notice(error.message);
    return false;
  }
}
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem('program'));
  } catch {
    return null;
  }
}

setDark(matchMedia('(prefers-color-scheme: dark)').matches);
if (!globalThis.playgroundImages || typeof DecompressionStream === 'undefined') {
  notice(globalThis.playgroundImages ? 'This browser is too old: it has no DecompressionStream. A current Chromium or Firefox has.' : 'images.js is missing beside this page: unpack the whole folder.');
} else {
  makeBoard('ours');
  const before = kept();
  openFragment().then((opened) => {
    if (!opened) open(before?.program ? before : { program: examples[0].program, files: {} });
    if (state === 'starting' && !location.hash.includes('run')) board.do({ do: 'reset' });
    document.body.dataset.loaded = 'yes';
  });
  addEventListener('hashchange', openFragment);
}
// For the tests.
globalThis.playground = { terminal, editor, trace: () => trace.data(), open };
