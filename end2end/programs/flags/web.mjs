// A page with the public OpenFeature web provider, which asks for all flags ahead: node web.mjs BASE TOKEN, answers in JSON.
import { OpenFeature } from "@openfeature/web-sdk";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";

const [base, token] = process.argv.slice(2);
const statuses = [];
// In the order in which it was asked, whatever is answered first.
const counted = async (...args) => {
  const place = statuses.push(0) - 1;
  const response = await fetch(...args);
  statuses[place] = response.status;
  return response;
};
const provider = new OFREPWebProvider({ baseUrl: base, fetchImplementation: counted, pollInterval: 0, headers: [["Authorization", `Bearer ${token}`]] });
await OpenFeature.setContext({ targetingKey: "u1" });
await OpenFeature.setProviderAndWait(provider);
const client = OpenFeature.getClient();
const of = (flag) => {
  const { value, reason, errorCode } = client.getStringDetails(flag, "fallback");
  return { value, reason, errorCode };
};
const answers = { colour: of("button.color"), first: of("button"), unknown: of("nonsense") };
// The same context again: the provider sends the tag that it knows, and nothing has changed.
await OpenFeature.setContext({ targetingKey: "u1" });
answers.again = of("button.color");
await OpenFeature.setContext({ targetingKey: "u2" });
answers.other = of("button.color");
await OpenFeature.setContext({ targetingKey: "out" });
const { value, errorCode } = client.getBooleanDetails("gate.on", true);
answers.out = { value, errorCode };
console.log(JSON.stringify({ ...answers, statuses }));
await OpenFeature.close();
