import CallAutomation
import CallModel
import FlowEngine
import FlowLanguage
import FlowRuntime

/// A flow that answers, plays a file and hangs up.
func greeting(_ name: String = "greeting", file: String = "hello") -> ProjectFile {
  let text = """
    flow: \(name)
    locale: en-US
    identities:
      line:
        rawId: \(lineRawID)
    routes:
      - to: line
    prompts:
      hello: { file: "https://media.contoso.com/\(file).wav" }
    blocks:
      main:
        - answer
        - play: hello
        - hangUp
    """
  return ProjectFile(path: "\(name).yaml", bytes: Array(text.utf8))
}

/// The called party of the fixtures.
let lineRawID = "28:orgid:cc123456-5678-5678-1234-ccc123456789"
/// The caller of the fixtures.
let callerRawID = "4:+14255550123"

/// The sources of a project of these files.
func sources(_ files: [ProjectFile]) -> ProjectSources {
  ProjectSources(files: files, environment: nil, requiresValues: true, zones: SystemZones())
}

/// A ringing call; another key is another call.
func ringing(
  _ key: String = "key-1",
  at line: Identifier = Identifier(rawID: lineRawID)
) -> IncomingCall {
  IncomingCall(
    to: line,
    from: Identifier(rawID: callerRawID),
    callerName: nil,
    context: IncomingCallContext(key),
    correlationID: CorrelationID("correlation-\(key)"),
    serverCallID: nil
  )
}

/// An event of a call.
func event(
  _ content: CallEvent.Content,
  id: String,
  context: OperationContext? = nil,
  connection: String = "connection-1",
  result: ResultInformation? = nil
) -> CallInput.Content {
  .event(
    CallEvent(
      id: EventID(id),
      connectionID: CallConnectionID(connection),
      context: context,
      result: result,
      content: content
    )
  )
}

/// What the service says to an answer.
let answered = #"{"callConnectionId":"connection-1","serverCallId":"server-1"}"#
