// Follows a run with the AG-UI client until its stream ends, from where the run's state is known.
// node follow_agent.mjs <address of the API> <bearer> <run>
import { HttpAgent } from "@ag-ui/client";

const [base, bearer, run] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${bearer}` };

class Follower extends HttpAgent {
  requestInit() {
    return { method: "GET", headers: { ...this.headers, Accept: "text/event-stream" }, signal: this.abortController.signal };
  }
}

const live = await (await fetch(`${base}/runs/${run}/state`, { headers })).json();
const url = `${base}/runs/${run}/events?after=${encodeURIComponent(live.after)}`;
const agent = new Follower({ url, headers, threadId: run, initialState: live.state });
const types = [];
await agent.runAgent({ runId: run }, { onEvent: ({ event }) => void types.push(event.type) });
console.log(JSON.stringify({ state: agent.state, types }));
