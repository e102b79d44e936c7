// What rp2040js 1.4.1 leaves out of the RP2040, made good: the UARTs' interrupts and speed, flash erase and program, the mailbox between the
// cores, that a pin's input sees what the pin itself puts out, and that PIO runs in emulated time (in steps of a microsecond).
// For the test board (tests/boards/rp2.mjs) and for the page (playground/): nothing here is Node's or a browser's own.

export const FLASH_BASE = 0x10000000;
const RAM_BASE = 0x20000000;
const UART_RX_INTERRUPT = 1 << 4;
const UART_TX_INTERRUPT = 1 << 5;
const UART_RX_TIMEOUT = 1 << 6;

// The UART's registers, flags of one of them, and what that of the levels has after a reset.
const UART_DATA = 0x0;
const UART_LEVELS = 0x34;
const UART_BUSY = 1 << 3;
const UART_TX_FULL = 1 << 5;
const UART_TX_EMPTY = 1 << 7;
const UART_LEVELS_AT_RESET = 0x12;
const UART_LEVEL_BYTES = [4, 8, 16, 24, 28];
const UART_FIFO_BYTES = 32;
// An idle line for so many bits is a timeout of the receiver.
const UART_TIMEOUT_BITS = 32;

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
export const LONGEST_LEAP_NANOS = 1800e9;

// Writes the payload of a .uf2's blocks into `flash`.
export function loadUf2(image, flash) {
  const words = new DataView(image.buffer, image.byteOffset, image.byteLength);
  for (let block = 0; block < image.length; block += 512) {
    if (words.getUint32(block, true) !== 0x0a324655) throw new Error(`no UF2 block at byte ${block}`);
    const address = words.getUint32(block + 12, true);
    const size = words.getUint32(block + 16, true);
    if (address < FLASH_BASE || address + size > FLASH_BASE + flash.length) {
      throw new Error(`a block for address 0x${address.toString(16)}, which is not flash`);
    }
    flash.set(image.subarray(block + 32, block + 32 + size), address - FLASH_BASE);
  }
}

// The boot ROM's words, its two functions for flash replaced: connectFlash() does their work.
export function patchedRom(bytes) {
  const rom = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
  patchRomFunction(rom, 'RE', BREAK_FLASH_ERASE);
  patchRomFunction(rom, 'RP', BREAK_FLASH_PROGRAM);
  return rom;
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
  throw new Error(`the boot ROM's function table has no '${code}'`);
}

// `received` is an array of the bytes that the firmware has not seen yet; `onByte` gets each byte that it sends. Returns what is to be
// called when `received` has got more, and once in a while. One byte goes per character time, or per `nanos`, so that a long paste
// can't outrun the interrupt handler.
export function connectUart(chip, received, onByte, nanos) {
  const uart = chip.uart[0];
  uart.checkInterrupts = function checkInterrupts() {
    chip.setInterrupt(this.irq, (this.interruptStatus & this.interruptMask) !== 0);
  };
  // A byte sent makes the transmit interrupt pending once; the package's own code makes it pending again whenever it is cleared.
  uart.interruptStatus &= ~UART_TX_INTERRUPT;
  uart.onByte = onByte;
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
    characterTime.schedule(nanos ?? 10e9 / (uart.baudDivider ? uart.baudRate : 115200));
  }
  return feed;
}

// A UART with the chip's FIFOs in both directions: bytes take their time, and interrupts come at the FIFO's level and when the line falls silent.
// `onByte` gets each byte when it has been sent. Returns what puts a byte on the receiver's line, false if the FIFO has no room for it.
export function connectLine(chip, uart, onByte) {
  const { readUint32, writeUint32 } = uart;
  const ofReceiver = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(uart), 'flags');
  const sending = [];
  let levels = UART_LEVELS_AT_RESET;
  const bitNanos = () => 1e9 / uart.baudRate;
  const rxLevel = () => UART_LEVEL_BYTES[(levels >> 3) & 7];
  const txLevel = () => UART_LEVEL_BYTES[levels & 7];
  const silence = chip.clock.createAlarm(() => {
    if (uart.rxFIFO.empty) return;
    uart.interruptStatus |= UART_RX_TIMEOUT;
    uart.checkInterrupts();
  });
  const character = chip.clock.createAlarm(() => {
    onByte(sending.shift());
    if (sending.length === txLevel()) uart.interruptStatus |= UART_TX_INTERRUPT;
    uart.checkInterrupts();
    if (sending.length > 0) character.schedule(10 * bitNanos());
  });

  Object.defineProperty(uart, 'flags', {
    get() {
      const sender = sending.length === 0 ? UART_TX_EMPTY : UART_BUSY | (sending.length < UART_FIFO_BYTES ? 0 : UART_TX_FULL);
      return (ofReceiver.get.call(uart) & ~UART_TX_EMPTY) | sender;
    },
  });
  uart.interruptStatus = 0;
  uart.checkInterrupts = () => {
    chip.setInterrupt(uart.irq, (uart.interruptStatus & uart.interruptMask) !== 0);
  };
  uart.readUint32 = (offset) => {
    if (offset === UART_LEVELS) return levels;
    if (offset !== UART_DATA) return readUint32.call(uart, offset);
    const byte = uart.rxFIFO.pull();
    if (uart.rxFIFO.itemCount < rxLevel()) uart.interruptStatus &= ~UART_RX_INTERRUPT;
    if (uart.rxFIFO.empty) uart.interruptStatus &= ~UART_RX_TIMEOUT;
    uart.checkInterrupts();
    return byte;
  };
  uart.writeUint32 = (offset, value) => {
    if (offset === UART_LEVELS) {
      levels = value;
    } else if (offset !== UART_DATA) {
      writeUint32.call(uart, offset, value);
    } else if (sending.length < UART_FIFO_BYTES) {
      sending.push(value & 0xff);
      if (sending.length === 1) character.schedule(10 * bitNanos());
    }
  };

  return function receive(byte) {
    const hasRoom = !uart.rxFIFO.full;
    uart.rxFIFO.push(byte);
    if (uart.rxFIFO.itemCount === rxLevel()) uart.interruptStatus |= UART_RX_INTERRUPT;
    silence.schedule(UART_TIMEOUT_BITS * bitNanos());
    uart.checkInterrupts();
    return hasRoom;
  };
}

// `end` is called with the reason if the firmware can't go on.
export function connectFlash(chip, end) {
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

export function connectPins(chip) {
  for (const pin of chip.gpio) {
    pin.addListener(() => {
      if (pin.outputEnable && pin.rawInputValue !== pin.outputValue) pin.setInputValue(pin.outputValue);
    });
  }
}

// The mailbox between the cores, which the package hasn't got. After a reset the second core's boot ROM sends a zero; what is
// sent to that core would start it.
export function connectMailbox(chip, end) {
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
export function connectPio(chip) {
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
