// Feeds the records of a dump (standard input, JSON) to the page's LiveTrace; prints its lanes and problems as JSON.
import { readFileSync } from 'node:fs';
import { LiveTrace } from '../../playground/src/live_trace.js';

const trace = new LiveTrace();
for (const record of JSON.parse(readFileSync(0, 'utf8'))) trace.add(record);
const { lanes, problems } = trace.data();
console.log(JSON.stringify({ lanes: lanes.map(({ name, spans, marks, steps }) => ({ name, spans, marks, steps })), problems }));
