"""What an ISV writes today: callbacks into a dictionary, with FastAPI and the service's SDK; see callbacks.py.

    python3 Benchmarks/fastapi-peer.py PORT
"""

import sys

import uvicorn
from azure.communication.callautomation import CallAutomationClient
from azure.core.messaging import CloudEvent
from fastapi import FastAPI, Request, Response

app = FastAPI()
client = CallAutomationClient.from_connection_string("endpoint=http://127.0.0.1:1/;accesskey=bm90IGEgc2VjcmV0")
calls = {}


@app.get("/readyz")
async def ready():
    return Response()


@app.post("/api/callbacks/{call_id}")
async def callback(call_id: str, request: Request):
    for item in await request.json():
        event = CloudEvent.from_dict(item)
        call = calls.setdefault(call_id, {"sequence": 0})
        match event.type:
            case "Microsoft.Communication.CallConnected":
                call["connection"] = client.get_call_connection(event.data["callConnectionId"])
            case "Microsoft.Communication.ParticipantsUpdated":
                if event.data["sequenceNumber"] > call["sequence"]:
                    call["sequence"] = event.data["sequenceNumber"]
                    call["participants"] = event.data["participants"]
            case "Microsoft.Communication.CallDisconnected":
                calls.pop(call_id, None)
    return Response()


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
