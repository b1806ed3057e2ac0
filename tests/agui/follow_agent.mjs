// Follows a run with the AG-UI client until its stream ends, from a state that is known.
// node follow_agent.mjs <address of the API> <bearer> <run> <what GET /runs/{run}/state answered>
import { HttpAgent } from "@ag-ui/client";

const [base, bearer, run, known] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${bearer}` };

class Follower extends HttpAgent {
  requestInit() {
    return { method: "GET", headers: { ...this.headers, Accept: "text/event-stream" }, signal: this.abortController.signal };
  }
}

const live = JSON.parse(known);
const url = `${base}/runs/${run}/events?after=${encodeURIComponent(live.after)}`;
const agent = new Follower({ url, headers, threadId: run, initialState: live.state });
const types = [];
await agent.runAgent({ runId: run }, { onEvent: ({ event }) => void types.push(event.type) });
console.log(JSON.stringify({ state: agent.state, types }));
