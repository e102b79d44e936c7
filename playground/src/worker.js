// The worker in which the board lives: messages in, messages out, and between two slices of emulation always a look at the messages.
import { EmulatedPico, freshFlash } from './emulated_pico.js';
import { Repl } from './repl.js';
import { TraceReader } from './trace_reader.js';

// Wall time of a slice, and how often the page hears.
const SLICE_MS = 12;
const REPORT_MS = 50;
// The ring of the trace has 512 records; a switch, two or three records, costs hundreds of instructions.
const LOOK_INSTRUCTIONS = 30_000;
// Output that the terminal hasn't drawn yet; above it the board waits.
const UNDRAWN_BYTES = 200_000;
// How long a program may take to end after Ctrl-C, of the reader's time and, on a machine that is busy, of the board's.
const STOP_MS = 1500;
const STOP_NANOS = 300e6;
const STOP_MOST_MS = 20_000;

let firmware = null; // { image, bootrom, symbols }
let savedFlash = null;
let board = null;
let repl = null;
let reader = null;
let tracing = false;
let state = 'off';
let paced = false;
let paceFrom = null; // { wall, nanos }
let startedAt = null;
let undrawn = 0;
let run = 0; // counts boots: what belongs to an earlier one is dropped
let wake = null;

const output = [];
let records = [];
const levels = new Map();

const say = (message, transfer = []) => postMessage(message, transfer);
function setState(next) {
  state = next;
  say({ say: 'state', state, nanos: board ? board.nanos : 0 });
}

function report() {
  if (output.length) {
    const bytes = Uint8Array.from(output.splice(0));
    undrawn += bytes.length;
    say({ say: 'output', bytes });
  }
  if (records.length || tracing) {
    say({ say: 'trace', records, nanos: board.nanos, lost: reader.lost });
    records = [];
  }
  if (levels.size) {
    say({ say: 'pins', levels: [...levels] });
    levels.clear();
  }
  if (startedAt !== null) say({ say: 'clock', nanos: board.nanos - startedAt });
}

function boot() {
  run++;
  const fromBoard = [];
  if (!savedFlash) savedFlash = freshFlash(firmware.image);
  repl = new Repl(
    (bytes) => {
      for (const byte of bytes) board.received.push(byte);
    },
    (bytes) => {
      for (const byte of bytes) output.push(byte);
    },
  );
  board = new EmulatedPico({
    flash: savedFlash, bootrom: firmware.bootrom, symbols: firmware.symbols,
    onByte: (byte) => fromBoard.push(byte),
    onPin: (number, high) => levels.set(number, Boolean(high)),
    onEnd: (reason) => say({ say: 'dead', reason }),
  });
  board.fromBoard = fromBoard;
  board.setPin(2, true);
  reader = new TraceReader(board);
  tracing = false;
  startedAt = null;
  records = [];
  loop(run);
}

async function loop(mine) {
  let reported = 0;
  while (mine === run && board.ended === null) {
    const begin = performance.now();
    let outcome = 'more';
    const isPaced = paced && startedAt !== null;
    if (!isPaced) paceFrom = null;
    else if (!paceFrom || begin - paceFrom.wall - (board.nanos - paceFrom.nanos) / 1e6 > 200) paceFrom = { wall: begin, nanos: board.nanos };
    while (performance.now() - begin < SLICE_MS && outcome === 'more' && undrawn < UNDRAWN_BYTES && mine === run) {
      board.feed();
      const until = paceFrom ? paceFrom.nanos + (performance.now() - paceFrom.wall) * 1e6 : Infinity;
      outcome = board.run(LOOK_INSTRUCTIONS, until);
      if (tracing) records.push(...reader.read());
      if (board.fromBoard.length) {
        repl.take(Uint8Array.from(board.fromBoard.splice(0)));
        // What waits for it runs before the next instructions.
        await null;
        await null;
      }
      if (board.resetRequested) {
        say({ say: 'rebooted' });
        savedFlash = board.flash;
        boot();
        start(repl.boot().then(() => repl.friendly()), 'ready');
        return;
      }
    }
    const now = performance.now();
    if (now - reported > REPORT_MS || outcome === 'asleep') {
      report();
      reported = now;
    }
    if ((outcome === 'asleep' && board.received.length === 0) || undrawn >= UNDRAWN_BYTES) await new Promise((resolve) => { wake = resolve; setTimeout(resolve, 200); });
    else if (outcome === 'time') await new Promise((resolve) => setTimeout(resolve, 8));
    else await nextTurn();
  }
  if (mine === run) {
    report();
    setState('dead');
  }
}

// setTimeout(0) is held back to 4 ms by browsers; a message is not.
const channel = new MessageChannel();
let turns = [];
channel.port1.onmessage = () => {
  const due = turns;
  turns = [];
  due.forEach((resolve) => resolve());
};
function nextTurn() {
  return new Promise((resolve) => {
    turns.push(resolve);
    channel.port2.postMessage(0);
  });
}

async function start(promise, then) {
  const mine = run;
  await promise;
  if (mine === run) setState(then);
}

const quoted = (text) => JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

async function runProgram({ program, files, trace, pace }) {
  const mine0 = run + 1;
  boot();
  setState('starting');
  paced = pace;
  const current = () => run === mine0;
  await repl.boot();
  if (!current()) return;
  // The first boot has made the file system: the next ones find it.
  savedFlash = board.flash;
  await repl.raw();
  for (const [name, text] of Object.entries(files)) {
    await repl.ask(`f = open(${quoted(name)}, 'w')`);
    for (let at = 0; at < text.length; at += 512) await repl.ask(`f.write(${quoted(text.slice(at, at + 512))})`);
    await repl.ask('f.close()\ndel f');
  }
  if (trace) {
    await repl.ask('import asyncio\nasyncio.trace.start()\ndel asyncio');
    tracing = Boolean(firmware.symbols.mpy_trace_written);
  }
  let from = 0;
  const error = await repl.program(program, () => {
    from = board.nanos;
    startedAt = from;
    setState('running');
  });
  const nanos = board.nanos - from;
  if (!current()) return;
  if (tracing) records.push(...reader.read());
  report();
  startedAt = null;
  tracing = false;
  clearTimeout(stopTimer);
  await repl.until('>');
  for (const char of new TextEncoder().encode(fromLatin(error))) output.push(char);
  let stats = null;
  if (trace) {
    const { output: text } = await repl.ask('try:\n import json,asyncio\n asyncio.trace.stop()\n print(json.dumps(asyncio.stats()))\nexcept Exception:\n pass\n');
    try {
      stats = JSON.parse(fromLatin(text));
    } catch {
      // The program has left no memory for it.
    }
  }
  await repl.friendly();
  if (!current()) return;
  report();
  say({ say: 'done', nanos, error: fromLatin(error), stats });
  setState('ready');
}

function fromLatin(text) {
  return new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0)));
}

function reset() {
  boot();
  setState('starting');
  start(repl.boot().then(() => repl.friendly()), 'ready');
}

let stopTimer = 0;
const ACTIONS = {
  load({ image, bootrom, symbols }) {
    firmware = { image, bootrom, symbols };
    savedFlash = null;
  },
  run: runProgram,
  stop() {
    if (state !== 'running') return;
    board.received.length = 0;
    board.received.push(3);
    const mine = run;
    clearTimeout(stopTimer);
    const stoppedAt = board.nanos;
    const stop = (waited) => {
      if (mine !== run || state !== 'running') return;
      if (board.nanos - stoppedAt < STOP_NANOS && waited < STOP_MOST_MS) {
        stopTimer = setTimeout(stop, STOP_MS, waited + STOP_MS);
        return;
      }
      report();
      say({ say: 'killed' });
      reset();
    };
    stopTimer = setTimeout(stop, STOP_MS, STOP_MS);
  },
  reset,
  clear() {
    savedFlash = null;
    reset();
  },
  input({ text }) {
    if (board && (state === 'running' || state === 'ready')) for (const byte of new TextEncoder().encode(text)) board.received.push(byte);
  },
  pin({ pin, value }) {
    board?.setPin(pin, value);
  },
  pace({ pace }) {
    paced = pace;
  },
  drawn({ bytes }) {
    undrawn -= bytes;
  },
};

onmessage = ({ data }) => {
  ACTIONS[data.do](data);
  if (wake) {
    wake();
    wake = null;
  }
};
