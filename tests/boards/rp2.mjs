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
//   {"do":"interval","pin":5}                   answers what the statistics counted while GPIO `pin` was high
//
// What rp2040js 1.4.1 leaves out is made good here: the UART's interrupt level, flash erase and program, reset by watchdog, that a
// pin's input sees what the pin itself puts out, and that PIO runs in emulated time (in steps of a microsecond).
// What stays out: the second core (a firmware that starts it is stopped with a message), the flash cache's misses (code in flash runs as fast as in RAM), all analogue behaviour.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const FLASH_BASE = 0x10000000;
const RAM_BASE = 0x20000000;
const UART_RX_INTERRUPT = 1 << 4;
const UART_TX_INTERRUPT = 1 << 5;
const HIGH = 1;

// The mailbox's registers in SIO.
const MAILBOX_STATUS = 0x50;
const MAILBOX_WRITE = 0x54;
const MAILBOX_READ = 0x58;
const MAILBOX_WRITABLE = 2; // bit 0 of the status: something is waiting to be read

// The power-on state machine, which holds the second core in reset.
const PSM = 0x40010;
const PSM_FORCE_OFF = 0x4;
const PSM_SECOND_CORE = 1 << 16;

// The boot ROM's entries for flash are replaced by a breakpoint of this number and a return.
const BREAK_FLASH_ERASE = 0x51;
const BREAK_FLASH_PROGRAM = 0x52;
const THUMB_RETURN = 0x4770;
const ROM_FUNCTION_TABLE_POINTER = 0x14;

// A core that sleeps for longer waits for the host. Firmware that waits for nothing but the outside wakes every hour (asyncio) or
// 71 minutes (an alarm at the end of time, by its low 32 bits): leaping from one to the next would bring the clock, a
// double, to where an instruction's nanoseconds no longer move it.
const LONGEST_LEAP_NANOS = 1800e9;

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

// Writes the payload of a .uf2's blocks into `flash`; a .bin is the flash's content from its first byte on.
function loadImage(path, flash) {
  const image = readFile('image', path);
  if (!path.endsWith('.uf2')) {
    flash.set(image);
    return;
  }
  for (let block = 0; block < image.length; block += 512) {
    if (image.readUInt32LE(block) !== 0x0a324655) fail(`--image ${path}: no UF2 block at byte ${block}`);
    const address = image.readUInt32LE(block + 12);
    const size = image.readUInt32LE(block + 16);
    if (address < FLASH_BASE || address + size > FLASH_BASE + flash.length) {
      fail(`--image ${path}: a block for address 0x${address.toString(16)}, which is not flash`);
    }
    flash.set(image.subarray(block + 32, block + 32 + size), address - FLASH_BASE);
  }
}

// The ROM's table of functions: pairs of a two-letter code and an address, ended by a zero.
function patchRomFunction(rom, code, breakNumber) {
  const wanted = code.charCodeAt(0) | (code.charCodeAt(1) << 8);
  const halfwords = new Uint16Array(rom.buffer);
  for (let at = halfwords[ROM_FUNCTION_TABLE_POINTER / 2] / 2; halfwords[at] !== 0; at += 2) {
    if (halfwords[at] === wanted) {
      const entry = (halfwords[at + 1] & ~1) / 2;
      halfwords[entry] = 0xbe00 | breakNumber;
      halfwords[entry + 1] = THUMB_RETURN;
      return;
    }
  }
  fail(`--bootrom: its function table has no '${code}'`);
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
const rom = new Uint32Array(romBytes.buffer.slice(romBytes.byteOffset, romBytes.byteOffset + (romBytes.length & ~3)));
patchRomFunction(rom, 'RE', BREAK_FLASH_ERASE);
patchRomFunction(rom, 'RP', BREAK_FLASH_PROGRAM);

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
  const uart = chip.uart[0];
  uart.checkInterrupts = function checkInterrupts() {
    chip.setInterrupt(this.irq, (this.interruptStatus & this.interruptMask) !== 0);
  };
  // A byte sent makes the transmit interrupt pending once; the package's own code makes it pending again whenever it is cleared.
  uart.interruptStatus &= ~UART_TX_INTERRUPT;
  const output = [];
  uart.onByte = (byte) => {
    output.push(byte);
    if (output.length === 1) {
      setImmediate(() => sendToHost(Uint8Array.from(output.splice(0))));
    }
  };
  // One byte per character time, so that a long paste can't outrun the interrupt handler.
  const characterTime = chip.clock.createAlarm(() => {
    feeding = false;
    feed();
  });
  let feeding = false;
  function feed() {
    if (feeding || received.length === 0) return;
    if (!uart.enabled || (uart.interruptMask & UART_RX_INTERRUPT) === 0 || uart.rxFIFO.full) {
      feeding = true;
      characterTime.schedule(1_000_000);
      return;
    }
    uart.feedByte(received.shift());
    feeding = true;
    characterTime.schedule(10e9 / (uart.baudDivider ? uart.baudRate : 115200));
  }
  return feed;
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

function connectFlash(chip) {
  chip.onBreak = (number) => {
    const [r0, r1, r2] = chip.core.registers;
    if (number === BREAK_FLASH_ERASE) {
      chip.flash.fill(0xff, r0, r0 + r1);
    } else if (number === BREAK_FLASH_PROGRAM) {
      const source =
        r1 >= RAM_BASE ? chip.sram.subarray(r1 - RAM_BASE) : chip.flash.subarray(r1 & 0xffffff);
      // Programming can only clear bits.
      for (let i = 0; i < r2; i++) chip.flash[r0 + i] &= source[i];
    } else {
      end(`the firmware stopped at a breakpoint, pc=0x${chip.core.PC.toString(16)}`);
    }
  };
}

function connectPins(chip) {
  for (const pin of chip.gpio) {
    pin.addListener(() => {
      if (pin.outputEnable && pin.rawInputValue !== pin.outputValue) pin.setInputValue(pin.outputValue);
    });
  }
}

// The mailbox between the cores, which the package hasn't got. After a reset the second core's boot ROM sends a zero; what is
// sent to that core would start it.
function connectMailbox(chip) {
  const { sio } = chip;
  const psm = chip.peripherals[PSM];
  const { readUint32, writeUint32 } = sio;
  const writePsm = psm.writeUint32;
  let held = false;
  let waiting = 0;
  psm.writeUint32 = function write(offset, value) {
    writePsm.call(this, offset, value);
    if (offset !== PSM_FORCE_OFF) return;
    if (held && (value & PSM_SECOND_CORE) === 0) waiting = 1;
    held = (value & PSM_SECOND_CORE) !== 0;
  };
  sio.readUint32 = function read(offset) {
    if (offset === MAILBOX_STATUS) return waiting | MAILBOX_WRITABLE;
    if (offset !== MAILBOX_READ) return readUint32.call(this, offset);
    waiting = 0;
    return 0;
  };
  sio.writeUint32 = function write(offset, value) {
    if (offset === MAILBOX_WRITE) {
      end('the firmware starts the second core (_thread), which is not emulated');
    } else if (offset !== MAILBOX_STATUS) {
      writeUint32.call(this, offset, value);
    }
  };
}

// The package runs PIO by the host's timers.
function connectPio(chip) {
  for (const pio of chip.pio) {
    const credits = new Map(pio.machines.map((machine) => [machine, 0]));
    const microsecond = chip.clock.createAlarm(() => pio.run());
    pio.run = () => {
      if (pio.stopped) return;
      for (const machine of pio.machines) {
        if (!machine.enabled) continue;
        const divider = (machine.clockDivInt || 65536) + machine.clockDivFrac / 256;
        let credit = credits.get(machine) + chip.clkSys / 1e6 / divider;
        for (; credit >= 1; credit--) machine.step();
        credits.set(machine, credit);
      }
      pio.checkChangedPins();
      microsecond.schedule(1000);
    };
  }
}

function powerUp(flash) {
  const chip = new RP2040();
  chip.logger = new Complaints();
  chip.loadBootrom(rom);
  chip.flash.set(flash);
  connectFlash(chip);
  connectPins(chip);
  connectPio(chip);
  connectMailbox(chip);
  const feed = options.usb ? connectUsb(chip) : connectUart(chip);
  chip.peripherals[0x40058].onWatchdogTrigger = () => {
    resetRequested = true;
  };
  chip.core.PC = FLASH_BASE;
  return { chip, core: chip.core, clock: chip.clock, feed };
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
      if (!clock.nextAlarm || clock.nanosToNextAlarm > LONGEST_LEAP_NANOS) return false;
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
