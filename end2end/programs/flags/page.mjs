// A page of another origin with the public OpenFeature web provider. Its address says #BASE|TOKEN; what it was told is in window.answers.
import { OpenFeature } from "@openfeature/web-sdk";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";

const [base, token] = decodeURIComponent(location.hash.slice(1)).split("|");
const authorization = `Bearer ${token}`;
const tracing = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", baggage: "shop=1", "sentry-trace": "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1" };

async function report(path, body) {
  const headers = { authorization, "content-type": "application/json", ...tracing };
  const response = await fetch(`${base}/${path}/`, { method: "POST", headers, body: JSON.stringify(body), keepalive: true });
  return response.json();
}

async function ask() {
  const statuses = [];
  // In the order in which it was asked, whatever is answered first.
  const counted = async (...args) => {
    const place = statuses.push(0) - 1;
    const response = await fetch(...args);
    statuses[place] = response.status;
    return response;
  };
  const provider = new OFREPWebProvider({ baseUrl: base, fetchImplementation: counted, pollInterval: 0, headers: [["Authorization", authorization]] });
  await OpenFeature.setContext({ targetingKey: "u1" });
  await OpenFeature.setProviderAndWait(provider);
  const client = OpenFeature.getClient();
  const of = ({ value, reason, errorCode }) => ({ value, reason, errorCode });
  const colour = of(client.getStringDetails("button.color", "fallback"));
  await OpenFeature.setContext({ targetingKey: "u1" });
  await OpenFeature.setContext({ targetingKey: "out" });
  const out = of(client.getBooleanDetails("gate.on", true));
  const met = { experiment: "button", context: { targetingKey: "u1" }, params: { color: colour.value } };
  const forged = { ...met, params: { color: "green" } };
  const exposed = await report("exposures", { exposures: [met, forged] });
  const recorded = await report("experiment-events", { events: [{ id: "page-1", unit: "u1", name: "seen" }] });
  await OpenFeature.close();
  return { colour, out, exposed, recorded, statuses };
}

window.answers = ask().catch((error) => ({ failed: String(error) }));
