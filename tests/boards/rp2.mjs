// Runs an RP2040 firmware image in the rp2040js emulator, its REPL on standard input and output.
//
//   node rp2.mjs --image firmware.uf2 --bootrom bootrom.bin --modules FOLDER [--usb] [--control FD] [--verbose]
//
// FOLDER is where npm installed rp2040js. Emulated time follows the instructions executed, at the clock that the firmware
// chose; while the core sleeps it jumps to the next alarm, and with none within half an hour the emulator waits for input.
//
// --control FD is a socket for a test's own requests, one JSON object per line, each answered by one line:
//   {"do":"stats"}                              time, instructions, time asleep, number of sleeps, program counter
//   {"do":"pin","pin":2,"value":1}              drives a GPIO from outside
//   {"do":"edges","pins":[3,25]}                starts recording the levels of these outputs, answers what was recorded so far
//   {"do":"pulses","pin":2,"echo":3,"start":4,"count":200,"gap_us":2000,"spread_us":999}
//       once GPIO `start` rises: raises `pin`, waits until `echo` rises, lowers `pin`, and again after a pseudo-random gap
//       (the same gaps in every run); answers the delays from `pin` to `echo` in nanoseconds when `count` are done
//   {"do":"levels","pin":2,"start":4,"steps":[[500,1],[500,0]]}
//       once GPIO `start` rises: drives `pin` to each level, so many microseconds after the one before; answers when all are done
//   {"do":"line","start":2,"steps":[[500,"some text"],[40000,"more"]]}
//       once GPIO `start` rises: sends each text to UART1 at its speed, so many microseconds after the end of the one before; answers when all are
//       sent: how many bytes the FIFO had no room for, what UART1 sent itself, and the instructions executed in the pause before each text
//   {"do":"interval","pin":5}                   answers what the statistics counted while GPIO `pin` was high
//
// What rp2040js leaves out is made good here (reset by watchdog) and in ports/rp2/emulator/pico.mjs.
// What stays out: the second core (a firmware that starts it is stopped with a message), the flash cache's misses (code in flash runs as fast as in RAM), all analogue behaviour.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import * as pico from '../../ports/rp2/emulator/pico.mjs';

const HIGH = 1;

// Between two looks at the host's input. Small enough that Ctrl-C is prompt, large enough that looking costs nothing.
const SLICE_INSTRUCTIONS = 200_000;

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(2);
}

function parseOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        image: { type: 'string' },
        bootrom: { type: 'string' },
        modules: { type: 'string' },
        usb: { type: 'boolean', default: false },
        control: { type: 'string' },
        verbose: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    fail(error.message);
  }
  for (const name of ['image', 'bootrom', 'modules']) {
    if (values[name] === undefined) fail(`--${name} is missing`);
  }
  return values;
}

function readFile(name, path) {
  try {
    return readFileSync(path);
  } catch (error) {
    return fail(`--${name} ${path}: ${error.message}`);
  }
}

function readable(name, path, read) {
  try {
    return read();
  } catch (error) {
    return fail(`--${name} ${path}: ${error.message}`);
  }
}

// A .bin is the flash's content from its first byte on.
function loadImage(path, flash) {
  const image = readFile('image', path);
  if (path.endsWith('.uf2')) {
    readable('image', path, () => pico.loadUf2(image, flash));
  } else {
    flash.set(image);
  }
}

// Says each thing once: a firmware in a loop would fill the host's memory.
class Complaints {
  constructor() {
    this.said = new Set();
  }
  say(name, message) {
    if (this.said.has(message)) return;
    this.said.add(message);
    process.stderr.write(`${name}: ${message}\n`);
  }
  debug() {}
  info(name, message) {
    if (options.verbose) this.say(name, message);
  }
  warn(name, message) {
    if (options.verbose) this.say(name, message);
  }
  error(name, message) {
    this.say(name, message);
  }
}

const options = parseOptions();
let emulator;
try {
  emulator = createRequire(join(resolve(options.modules), 'package.json'))('rp2040js');
} catch (error) {
  fail(`--modules ${options.modules}: no rp2040js there (${error.message.split('\n')[0]})`);
}
const { RP2040, USBCDC } = emulator;

const romBytes = readFile('bootrom', options.bootrom);
const rom = readable('bootrom', options.bootrom, () => pico.patchedRom(romBytes));

const received = []; // from the host, not yet seen by the firmware
let board;
let resetRequested = false;
let wakeHost = null; // resolves the promise of an emulator that waits for the host
const counters = { instructions: 0, idleNanos: 0, sleeps: 0, nanosBeforeReset: 0 };

function now() {
  return counters.nanosBeforeReset + board.clock.nanos;
}

function hostActed() {
  if (wakeHost) {
    const wake = wakeHost;
    wakeHost = null;
    wake();
  }
}

function sendToHost(bytes) {
  process.stdout.write(bytes);
}

function connectUart(chip) {
  const output = [];
  return pico.connectUart(chip, received, (byte) => {
    output.push(byte);
    if (output.length === 1) {
      setImmediate(() => sendToHost(Uint8Array.from(output.splice(0))));
    }
  });
}

function connectUsb(chip) {
  const usb = chip.usbCtrl;
  const cdc = new USBCDC(usb);
  let connected = false;
  cdc.onDeviceConnected = () => {
    connected = true;
  };
  cdc.onSerialData = sendToHost;
  // The package answers an empty read at once with no bytes, and the firmware asks again: hold the answer until there is one.
  let waitingRead = null;
  const respond = usb.onEndpointRead;
  usb.onEndpointRead = (endpoint, size) => {
    if (endpoint === cdc.outEndpoint && received.length === 0) {
      waitingRead = [endpoint, size];
      return;
    }
    while (received.length > 0 && cdc.txFIFO.itemCount < size) cdc.sendSerialByte(received.shift());
    respond(endpoint, size);
  };
  return function feed() {
    if (connected && waitingRead && received.length > 0) {
      const [endpoint, size] = waitingRead;
      waitingRead = null;
      usb.onEndpointRead(endpoint, size);
    }
  };
}

function powerUp(flash) {
  const chip = new RP2040();
  chip.logger = new Complaints();
  chip.loadBootrom(rom);
  chip.flash.set(flash);
  pico.connectFlash(chip, end);
  pico.connectPins(chip);
  pico.connectPio(chip);
  pico.connectMailbox(chip, end);
  const line = { sent: [] };
  line.receive = pico.connectLine(chip, chip.uart[1], (byte) => line.sent.push(byte));
  const feed = options.usb ? connectUsb(chip) : connectUart(chip);
  chip.peripherals[0x40058].onWatchdogTrigger = () => {
    resetRequested = true;
  };
  chip.core.PC = pico.FLASH_BASE;
  return { chip, core: chip.core, clock: chip.clock, feed, line };
}

const edges = [];
const recorded = new Map(); // pin → function that ends its recording

function recordEdges(pins) {
  const result = edges.splice(0);
  for (const pin of pins) {
    if (!recorded.has(pin)) {
      const listener = (state) => edges.push({ pin, level: state === HIGH ? 1 : 0, nanos: now() });
      recorded.set(pin, board.chip.gpio[pin].addListener(listener));
    }
  }
  return result;
}

function runPulses(request, done) {
  const { pin, echo, start, count, gap_us: gap, spread_us: spread } = request;
  const { chip, clock } = board;
  const delays = [];
  let seed = 1;
  let raisedAt = null;
  const next = clock.createAlarm(() => {
    raisedAt = clock.nanos;
    chip.gpio[pin].setInputValue(true);
  });
  function scheduleNext() {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    next.schedule((gap + ((seed >>> 8) / 2 ** 24) * spread) * 1000);
  }
  chip.gpio[pin].setInputValue(false);
  const stopStart = chip.gpio[start].addListener((state) => {
    if (state === HIGH) {
      stopStart();
      scheduleNext();
    }
  });
  const stopEcho = chip.gpio[echo].addListener((state) => {
    if (state !== HIGH || raisedAt === null) return;
    delays.push(Math.round(clock.nanos - raisedAt));
    raisedAt = null;
    chip.gpio[pin].setInputValue(false);
    if (delays.length < count) {
      scheduleNext();
    } else {
      stopEcho();
      done({ delays });
    }
  });
}

function driveLevels(request, done) {
  const { pin, start, steps } = request;
  const { chip, clock } = board;
  let at = 0;
  const next = clock.createAlarm(() => {
    chip.gpio[pin].setInputValue(Boolean(steps[at][1]));
    at++;
    scheduleNext();
  });
  function scheduleNext() {
    if (at < steps.length) {
      next.schedule(steps[at][0] * 1000);
    } else {
      done({});
    }
  }
  const stopStart = chip.gpio[start].addListener((state) => {
    if (state === HIGH) {
      stopStart();
      scheduleNext();
    }
  });
}

function sendLine(request, done) {
  const { start, steps } = request;
  const { chip, clock, line } = board;
  const bytes = steps.map(([, text]) => Buffer.from(text, 'latin1'));
  const instructions = [];
  let overruns = 0;
  let step = 0;
  let at = 0;
  let pausedAt = 0;
  const next = clock.createAlarm(() => {
    if (at === 0) instructions.push(counters.instructions - pausedAt);
    if (!line.receive(bytes[step][at])) overruns++;
    at++;
    if (at < bytes[step].length) {
      next.schedule(10e9 / chip.uart[1].baudRate);
    } else {
      step++;
      pause();
    }
  });
  function pause() {
    at = 0;
    pausedAt = counters.instructions;
    if (step < steps.length) {
      next.schedule(steps[step][0] * 1000);
    } else {
      done({ overruns, instructions, sent: Buffer.from(line.sent).toString('latin1') });
    }
  }
  const stopStart = chip.gpio[start].addListener((state) => {
    if (state === HIGH) {
      stopStart();
      pause();
    }
  });
}

function measureInterval(pin, done) {
  let before = null;
  const stopListening = board.chip.gpio[pin].addListener((state) => {
    const values = { ...counters, nanos: now() };
    if (state === HIGH) {
      before = values;
    } else if (before) {
      stopListening();
      done(Object.fromEntries(Object.keys(values).map((name) => [name, values[name] - before[name]])));
    }
  });
}

function answerRequest(line, answer) {
  let request;
  try {
    request = JSON.parse(line);
  } catch {
    answer({ error: `not JSON: ${line}` });
    return;
  }
  switch (request.do) {
    case 'stats':
      answer({ ...counters, nanos: now(), pc: board.core.PC, asleep: board.core.waiting, frequency: board.chip.clkSys });
      break;
    case 'pin':
      board.chip.gpio[request.pin].setInputValue(Boolean(request.value));
      answer({});
      break;
    case 'edges':
      answer({ edges: recordEdges(request.pins) });
      break;
    case 'pulses':
      runPulses(request, answer);
      break;
    case 'levels':
      driveLevels(request, answer);
      break;
    case 'line':
      sendLine(request, answer);
      break;
    case 'interval':
      measureInterval(request.pin, answer);
      break;
    default:
      answer({ error: `unknown request: ${line}` });
  }
  hostActed();
}

function openControl(fd) {
  const socket = new Socket({ fd: Number(fd) });
  let pending = '';
  socket.on('data', (data) => {
    const lines = (pending + data).split('\n');
    pending = lines.pop();
    for (const line of lines) answerRequest(line, (reply) => socket.write(`${JSON.stringify(reply)}\n`));
  });
  socket.on('error', (error) => fail(`--control ${fd}: ${error.message}`));
}

let running = true;
function stop() {
  running = false;
  hostActed();
}

// Ends the emulator for a reason that lies in the firmware.
function end(reason) {
  if (process.exitCode === undefined) process.stderr.write(`${reason}\n`);
  process.exitCode = 3;
  stop();
}

// Runs until the slice is used up; false if the core sleeps with no alarm to wake it within the longest leap.
function runSlice() {
  const { core, clock, chip } = board;
  const nanosPerCycle = 1e9 / chip.clkSys;
  for (let i = 0; i < SLICE_INSTRUCTIONS && running && !resetRequested; i++) {
    if (core.waiting) {
      if (!clock.nextAlarm || clock.nanosToNextAlarm > pico.LONGEST_LEAP_NANOS) return false;
      const sleep = clock.nanosToNextAlarm;
      counters.idleNanos += sleep;
      clock.tick(sleep);
    } else {
      counters.instructions++;
      clock.tick(core.executeInstruction() * nanosPerCycle);
      if (core.waiting) counters.sleeps++;
    }
  }
  return true;
}

process.stdin.on('data', (data) => {
  for (const byte of data) received.push(byte);
  hostActed();
});
process.stdin.on('end', stop);
process.stdout.on('error', stop);
if (options.control !== undefined) openControl(options.control);

const flash = new Uint8Array(16 * 1024 * 1024).fill(0xff);
loadImage(options.image, flash);
board = powerUp(flash);
while (running) {
  board.feed();
  const awake = runSlice();
  if (resetRequested) {
    resetRequested = false;
    counters.nanosBeforeReset = now();
    recorded.clear();
    board = powerUp(board.chip.flash.slice());
  }
  await new Promise((wake) => {
    if (awake || received.length > 0) {
      setImmediate(wake);
    } else {
      wakeHost = wake;
    }
  });
}
process.stdin.destroy();
// Lets the last output reach the host before the control socket's open handle is dropped.
setImmediate(() => process.exit());
