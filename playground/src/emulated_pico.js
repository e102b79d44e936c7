// One emulated Raspberry Pi Pico: the chip with an image in its flash, its UART, its pins, and a look into its memory as a debugger
// has it. Time follows the instructions executed; while the core sleeps it jumps.
import { RP2040 } from 'rp2040js';
import * as pico from '../../ports/rp2/emulator/pico.mjs';

const WATCHDOG = 0x40058;
const FLASH_BYTES = 2 * 1024 * 1024;
// An address where nothing is: a function called by the debugger returns there.
const RETURN_ADDRESS = 0x1f000000;
const LONGEST_CALL = 100_000;
// The UART's real pace would make a program's way to the board longer than its run.
const NANOS_PER_CHARACTER = 10_000;

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export function freshFlash(image) {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  pico.loadUf2(image, flash);
  return flash;
}

export class EmulatedPico {
  // `flash` is what freshFlash() gave, or the flash of an earlier one; `symbols` name functions of the firmware.
  constructor({ flash, bootrom, symbols, onByte, onPin, onEnd }) {
    this.symbols = symbols;
    this.received = [];
    this.resetRequested = false;
    this.ended = null;
    const chip = new RP2040();
    this.chip = chip;
    chip.logger = SILENT;
    chip.loadBootrom(pico.patchedRom(bootrom));
    chip.flash.set(flash);
    const end = (reason) => {
      this.ended = reason;
      onEnd(reason);
    };
    pico.connectFlash(chip, end);
    pico.connectPins(chip);
    pico.connectPio(chip);
    pico.connectMailbox(chip, end);
    this.feed = pico.connectUart(chip, this.received, onByte, NANOS_PER_CHARACTER);
    chip.peripherals[WATCHDOG].onWatchdogTrigger = () => {
      this.resetRequested = true;
    };
    chip.gpio.forEach((pin, number) => pin.addListener(() => onPin(number, pin.outputEnable && pin.outputValue)));
    chip.core.PC = pico.FLASH_BASE;
  }

  get flash() {
    return this.chip.flash.slice(0, FLASH_BYTES);
  }

  get nanos() {
    return this.chip.clock.nanos;
  }

  setPin(number, high) {
    this.chip.gpio[number].setInputValue(high);
  }

  // Runs `instructions`, or until emulated time `until`; says why it stopped: 'more', 'time' or, if the core sleeps and nothing will
  // wake it, 'asleep'.
  run(instructions, until) {
    const { chip } = this;
    const { core, clock } = chip;
    const nanosPerCycle = 1e9 / chip.clkSys;
    for (let left = instructions; left > 0 && this.ended === null && !this.resetRequested; left--) {
      if (core.waiting) {
        if (!clock.nextAlarm || clock.nanosToNextAlarm > pico.LONGEST_LEAP_NANOS) return 'asleep';
        const sleep = clock.nanosToNextAlarm;
        if (clock.nanos + sleep > until) {
          clock.tick(Math.max(0, until - clock.nanos));
          return 'time';
        }
        clock.tick(sleep);
      } else {
        clock.tick(core.executeInstruction() * nanosPerCycle);
        if (clock.nanos >= until) return 'time';
      }
    }
    return 'more';
  }

  // Runs `instructions` outside of interrupt handlers, or until the core sleeps; whether it came that far.
  pass(instructions) {
    const { core } = this.chip;
    for (let left = instructions, most = LONGEST_CALL; left > 0 && !core.waiting; most--) {
      if (most === 0 || this.ended !== null || this.resetRequested) return false;
      if (core.IPSR === 0) left--;
      this.run(1, Infinity);
    }
    return true;
  }

  // What a debugger does: lets the halted core run one function, and puts everything back. No time passes. For functions that only
  // read and that no interrupt needs.
  call(name, ...values) {
    const { core } = this.chip;
    const registers = core.registers.slice();
    const { APSR, PM, waiting, eventRegistered, interruptsUpdated, cycles } = core;
    core.interruptsUpdated = false;
    core.waiting = false;
    values.forEach((value, number) => {
      core.registers[number] = value;
    });
    core.SP = (registers[13] - 256) & ~7;
    core.LR = RETURN_ADDRESS | 1;
    core.PC = this.symbols[name] & ~1;
    let left = LONGEST_CALL;
    while ((core.PC & ~1) >>> 0 !== RETURN_ADDRESS && left-- > 0) core.executeInstruction();
    const result = core.registers[0];
    core.registers.set(registers);
    core.APSR = APSR;
    Object.assign(core, { PM, waiting, eventRegistered, interruptsUpdated, cycles });
    if (left <= 0) throw new Error(`${name}() does not return`);
    return result;
  }

  // The address of a few bytes that a called function may write to: below the stack of the halted core.
  get scratch() {
    return (this.chip.core.SP - 128) & ~7;
  }

  text(address) {
    const bytes = [];
    for (let at = address; bytes.length < 200; at++) {
      const byte = this.chip.readUint8(at);
      if (byte === 0) break;
      bytes.push(byte);
    }
    return new TextDecoder().decode(Uint8Array.from(bytes));
  }
}
