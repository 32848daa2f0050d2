"""A mail server that keeps what it gets: prints its port, then one line of JSON for every message."""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.controller import Controller


class Keep:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
        print(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "subject": message["subject"],
                    "headers": dict(message.items()),
                    "text": parts["plain"].get_content() if parts["plain"] else "",
                    "html": parts["html"].get_content() if parts["html"] else "",
                }
            ),
            flush=True,
        )
        return "250 kept"


controller = Controller(Keep(), hostname="127.0.0.1", port=0, ready_timeout=30)
# aiosmtpd probes the port it was told; 0 means that the system chooses, so the server is started without the probe.
loop = asyncio.new_event_loop()
server = loop.run_until_complete(loop.create_server(controller.factory, "127.0.0.1", 0))
controller.loop = loop
print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
try:
    loop.run_forever()
except KeyboardInterrupt:
    sys.exit(0)
