// Follows a run with a plain EventSource to its end, coming back by itself whenever the line breaks.
// node follow_source.mjs <address of the API> <bearer> <run> <id to go on from>; tells on stderr of each event.
import { EventSource } from "eventsource";
import patches from "fast-json-patch";

const [base, bearer, run, after] = process.argv.slice(2);
const given = (address, init) => fetch(address, { ...init, headers: { ...init.headers, Authorization: `Bearer ${bearer}` } });
const source = new EventSource(`${base}/runs/${run}/events?after=${encodeURIComponent(after)}`, { fetch: given });
const ids = [];
const types = [];
let state = {};
let breaks = 0;

source.onmessage = (message) => {
  const event = JSON.parse(message.data);
  ids.push(message.lastEventId);
  types.push(event.type);
  console.error(event.type);
  if (event.type === "STATE_SNAPSHOT") state = event.snapshot;
  if (event.type === "STATE_DELTA") patches.applyPatch(state, event.delta);
  if (event.type === "RUN_FINISHED" || event.type === "RUN_ERROR") end(0);
};
source.onerror = (error) => {
  breaks += 1;
  if (source.readyState === EventSource.CLOSED) end(error.code === 204 ? 0 : 1);
};

function end(code) {
  source.close();
  console.log(JSON.stringify({ state, ids, types, breaks }));
  process.exitCode = code;
}
