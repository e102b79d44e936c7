// The trace as lanes, while it grows: what Trace in tools/trace_view.py makes of a whole dump (tests/playground compares the two).
const FOREVER = 0xffffffff;
const ENDS = { done: 'then it had ended', failed: 'then it had failed', cancelled: 'then it had ended, cancelled' };
const GROUPS = { Event: 'event', EventFlags: 'event', ThreadSafeFlag: 'flag', Lock: 'lock', Semaphore: 'lock', Task: 'task', gather: 'task', wait_for: 'task', TaskGroup: 'task' };
const STREAMS = ['read', 'connect', 'accept', 'start_server'];
// A program that runs forever keeps the end.
const MOST_SPANS = 3000;
const MOST_LANES = 60;
const MOST_PROBLEMS = 200;

function duration(us) {
  if (us >= 1e6) return `${(us / 1e6).toFixed(3)} s`;
  if (us >= 1000) return `${(us / 1000).toFixed(2)} ms`;
  return `${us} µs`;
}

function reason(detail, name) {
  if (detail === 'sleeping') return ['sleep', 'asleep'];
  if (detail !== 'waiting') return ['other', 'suspended: whoever holds it wakes it'];
  const group = GROUPS[name] ?? (name.includes('tream') || STREAMS.includes(name) ? 'stream' : 'other');
  return [group, `waits for ${name}`];
}

class Lane {
  constructor(name, created = 0) {
    Object.assign(this, { name, created, spans: [], marks: [], open: null, deadline: null, waitsFor: null, setAt: null, place: null, steps: 0, step: 0, tasks: 1, ended: false, busy: 0, longest: 0 });
  }
  begin(time, kind, ...details) {
    this.close(time);
    this.open = [time, kind, details];
  }
  close(time, ...details) {
    if (!this.open) return;
    const [start, kind, said] = this.open;
    this.open = null;
    if (kind === 'ready' && time <= start && !details.length) return;
    this.spans.push([start, time, kind, [...said, ...details]]);
    if (kind === 'run' || kind === 'long') {
      this.busy += time - start;
      this.longest = Math.max(this.longest, time - start);
    }
    if (this.spans.length > MOST_SPANS) this.spans.splice(0, MOST_SPANS / 4);
    if (this.marks.length > MOST_SPANS) this.marks.splice(0, MOST_SPANS / 4);
  }
  end() {
    return Math.max(this.spans.at(-1)?.[1] ?? 0, this.marks.at(-1)?.[0] ?? 0, this.created);
  }
}

export class LiveTrace {
  constructor({ slowUs = 100_000, lateUs = 10_000 } = {}) {
    this.slowUs = slowUs;
    this.lateUs = lateUs;
    this.lanes = [];
    this.loop = new Lane('event loop');
    this.gc = new Lane('garbage collector');
    this.sets = new Lane('interrupts and sets');
    this.tasks = new Map();
    this.problems = [];
    this.switches = this.count = 0;
    this.first = null;
    this.time = 0;
    // The last step that was long: {function, line, us, task}.
    this.long = null;
  }

  add([tick, kind, subject, further, detail, name]) {
    if (this.first === null) this.first = this.lastTick = tick;
    const passed = (tick - this.lastTick) | 0;
    this.lastTick = tick;
    this.now = (this.now ?? 0) + passed;
    // An interrupt's record may stand a little out of order.
    this.time = Math.max(this.time, this.now);
    this[`on_${kind}`](this.time, subject, further, detail, name);
  }

  newLane(subject) {
    const lane = new Lane('', this.time);
    this.tasks.set(subject, lane);
    this.lanes.push(lane);
    this.count++;
    if (this.lanes.length > MOST_LANES) {
      const old = this.lanes.findIndex((other) => other.ended);
      if (old >= 0) this.lanes.splice(old, 1);
    }
    return lane;
  }
  task(subject) {
    const lane = this.tasks.get(subject);
    return lane && !(lane.ended && lane.lastSubject !== undefined) ? lane : this.newLane(subject);
  }
  // A task goes on in the lane of an earlier one of the same function that has ended.
  named(subject, name) {
    const lane = this.task(subject);
    if (lane.name) return lane;
    lane.name = name;
    const earlier = this.lanes.find((other) => other !== lane && other.ended && other.name === name && other.end() < lane.created);
    if (!earlier) return lane;
    earlier.spans.push(...lane.spans);
    earlier.marks.push(...lane.marks);
    earlier.open = lane.open;
    earlier.tasks++;
    Object.assign(earlier, { ended: false, step: 0, lastSubject: undefined, deadline: lane.deadline, waitsFor: null, setAt: null, created: lane.created });
    this.lanes.splice(this.lanes.indexOf(lane), 1);
    this.tasks.set(subject, earlier);
    for (const problem of this.problems) if (problem[2] === lane) problem[2] = earlier;
    return earlier;
  }
  who(number) {
    const lane = this.tasks.get(number);
    return number && lane ? lane.name || 'a task' : 'the loop, between two steps';
  }
  problem(...found) {
    this.problems.push(found);
    if (this.problems.length > MOST_PROBLEMS) this.problems.splice(0, MOST_PROBLEMS / 4);
  }

  on_new(time, subject, by) {
    const lane = this.newLane(subject);
    lane.marks.push([time, 'new', [`created by ${this.who(by)}`]]);
  }
  on_switch(time, subject, further, detail, name) {
    const lane = this.named(subject, name);
    lane.steps++;
    lane.step++;
    this.switches++;
    if (lane.deadline !== null) {
      const late = time - lane.deadline;
      if (late >= this.lateUs) {
        const words = `woke ${duration(late)} late`;
        lane.marks.push([time, 'late', [words, `its deadline was at ${duration(lane.deadline)}`]]);
        this.problem(lane.deadline, time, lane, 'late', words);
      }
      lane.deadline = null;
    }
    if (lane.setAt !== null) {
      const late = time - lane.setAt;
      if (late >= this.lateUs) {
        const words = `woke ${duration(late)} after its ${lane.waitsFor[1]} was set`;
        lane.marks.push([time, 'late', [words, `set at ${duration(lane.setAt)}`]]);
        this.problem(lane.setAt, time, lane, 'late', words);
      }
    }
    lane.waitsFor = lane.setAt = null;
    lane.begin(time, 'run', `step ${lane.step}`);
  }
  on_suspend(time, subject, further, detail, name) {
    const lane = this.task(subject);
    lane.name ||= name;
    const start = lane.open?.[1] === 'run' ? lane.open[0] : null;
    let after;
    if (detail === 'ready') after = 'then ready for the next round';
    else if (detail in ENDS) after = ENDS[detail];
    else if (detail === 'sleeping') after = `then asleep for ${further === FOREVER ? 'ever' : duration(further)}`;
    else after = `then ${reason(detail, name)[1]}`;
    if (start !== null && time - start >= this.slowUs) {
      let words = `ran ${duration(time - start)} without an await`;
      if (lane.place) words += `, up to ${lane.place[0]}()${lane.place[1] ? `, line ${lane.place[1]}` : ''}`;
      lane.open = [start, 'long', [...lane.open[2], words]];
      this.problem(start, time, lane, 'long', words);
      this.long = { task: lane.name, us: time - start, function: lane.place?.[0] ?? lane.name, line: lane.place?.[1] ?? 0, words };
    }
    lane.place = null;
    lane.close(time, after);
    if (detail === 'ready') {
      lane.begin(time, 'ready', 'its turn comes in the next round');
    } else if (detail in ENDS) {
      lane.marks.push([time, detail === 'failed' ? 'failed' : 'done', [`${detail} after ${lane.step} steps`]]);
      lane.ended = true;
      lane.lastSubject = subject;
    } else {
      const [group, words] = reason(detail, name);
      const details = [words];
      if (detail === 'sleeping' && further !== FOREVER) {
        lane.deadline = time + further;
        details.push(`for ${duration(further)}, until ${duration(lane.deadline)}`);
      } else if (detail === 'waiting') {
        lane.waitsFor = [further, name];
        details.push(`object ${further.toString(16)}`);
      }
      lane.begin(time, group, ...details);
    }
  }
  on_place(time, subject, line, detail, name) {
    for (const lane of this.tasks.values()) if (lane.open?.[1] === 'run') lane.place = [name, line];
  }
  on_wake(time, subject, by) {
    const lane = this.task(subject);
    if (lane.open && (lane.open[1] === 'run' || lane.open[1] === 'long')) return;
    const words = `woken by ${this.who(by)}`;
    lane.close(time, words);
    lane.deadline = null;
    lane.begin(time, 'ready', 'ready, waits for its turn', words);
  }
  on_due(time, subject, late) {
    const lane = this.task(subject);
    lane.close(time, 'its time had come');
    if (lane.deadline === null) lane.deadline = time - late;
    lane.begin(time, 'ready', 'ready, waits for its turn', `noticed ${duration(late)} after its deadline`);
  }
  on_cancel(time, subject, by) {
    this.task(subject).marks.push([time, 'cancel', [`cancelled by ${this.who(by)}`]]);
  }
  on_set(time, subject, by, detail, name) {
    const place = detail === '1' ? 'in an interrupt' : by ? `by ${this.who(by)}` : 'from outside';
    for (const lane of this.tasks.values()) if (lane.waitsFor?.[0] === subject && lane.setAt === null) lane.setAt = time;
    this.sets.marks.push([time, 'set', [`${name}.set() ${place}`, `object ${subject.toString(16)}`]]);
    if (this.sets.marks.length > MOST_SPANS) this.sets.marks.splice(0, MOST_SPANS / 4);
  }
  on_gc(time) {
    this.gc.begin(time, 'gc', 'garbage collection: nothing else can run');
  }
  on_gcend(time) {
    this.gc.close(time);
  }
  on_idle(time, subject, us) {
    this.loop.begin(time, 'idle', 'idle: nothing is ready', us === FOREVER ? 'until something is set' : `for at most ${duration(us)}`);
  }
  on_awake(time) {
    this.loop.close(time);
  }

  // What tools/trace_lanes.js draws, as of `nanos` of the board's clock.
  data(nanos = null) {
    if (nanos !== null && this.first !== null) {
      const since = (Math.floor(nanos / 1000) - this.lastTick) | 0;
      this.time = Math.max(this.time, this.now + Math.max(0, since));
    }
    const { time } = this;
    const system = [this.loop, this.gc, this.sets].filter((lane) => lane.spans.length || lane.marks.length || lane.open);
    const order = [...this.lanes, ...system];
    const names = new Map();
    const kept = this.lanes.map((lane) => lane.spans[0]?.[0]).filter((start) => start !== undefined);
    const lanes = order.map((lane, number) => {
      let name = lane.name || 'task';
      if (number < this.lanes.length) {
        const many = (names.get(name) ?? 0) + 1;
        names.set(name, many);
        if (many > 1) name += ` (${many})`;
      }
      let { spans } = lane;
      if (lane.open) {
        const [start, kind, said] = lane.open;
        const isLong = kind === 'run' && time - start >= this.slowUs;
        const details = isLong ? [`has run ${duration(time - start)} without an await`] : ['still so'];
        spans = [...spans, [start, Math.max(time, start), isLong ? 'long' : kind, [...said, ...details]]];
      }
      return { name, spans, marks: lane.marks, steps: lane.steps, tasks: lane.tasks, busy: lane.busy, longest: lane.longest, ended: lane.ended, state: lane.open?.[1] ?? (lane.ended ? 'ended' : '') };
    });
    const problems = this.problems
      .map(([start, end, lane, kind, words]) => [start, end, order.indexOf(lane), kind, words])
      .filter((problem) => problem[2] >= 0)
      .sort((a, b) => a[0] - b[0]);
    // Whoever runs now for too long is a problem that has no end yet.
    const hog = this.lanes.find((lane) => lane.open?.[1] === 'run' && time - lane.open[0] >= this.slowUs) ?? null;
    const trimmed = this.lanes.some((lane) => lane.spans.length >= (MOST_SPANS * 3) / 4);
    return { length: Math.max(1, time), first: trimmed && kept.length ? Math.min(...kept) : 0, system: system.length, lanes, problems, slow: this.slowUs, switches: this.switches, tasks: this.count, hog: hog && { task: hog.name, us: time - hog.open[0] } };
  }
}
export { duration };
