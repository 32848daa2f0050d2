// A service in Node with the public OpenFeature provider: node server.mjs BASE TOKEN, answers in JSON.
import { OpenFeature } from "@openfeature/server-sdk";
import { OFREPProvider } from "@openfeature/ofrep-provider";

const [base, token] = process.argv.slice(2);
const provider = (bearer) => new OFREPProvider({ baseUrl: base, headers: [["Authorization", `Bearer ${bearer}`]] });
await OpenFeature.setProviderAndWait(provider(token));
const client = OpenFeature.getClient();
const of = async (flag, context) => {
  const { value, variant, reason, errorCode, flagMetadata } = await client.getStringDetails(flag, "fallback", context);
  return { value, variant, reason, errorCode, experiment: flagMetadata?.experiment };
};
const answers = {
  colours: Object.fromEntries(await Promise.all([...Array(40).keys()].map(async (n) => [`u${n}`, (await of("button.color", { targetingKey: `u${n}` })).value]))),
  first: await of("button", { targetingKey: "u1" }),
  number: await client.getNumberDetails("button.size", -1, { targetingKey: "u1" }).then(({ value, reason }) => ({ value, reason })),
  gate: {
    on: (await client.getBooleanDetails("gate.on", false, { targetingKey: "u1" })).value,
    share: (await client.getNumberDetails("gate.share", -1, { targetingKey: "u1" })).value,
  },
  out: await client.getBooleanDetails("gate.on", true, { targetingKey: "out" }).then(({ value, errorCode }) => ({ value, errorCode })),
  unknown: await of("nonsense", { targetingKey: "u1" }),
  nobody: await of("button.color", {}),
  mistyped: await client.getBooleanDetails("button.color", true, { targetingKey: "u1" }).then(({ value, errorCode }) => ({ value, errorCode })),
};
await OpenFeature.setProviderAndWait(provider("nonsense"));
answers.stranger = await of("button.color", { targetingKey: "u1" });
console.log(JSON.stringify(answers));
