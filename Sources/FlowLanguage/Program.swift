package import CEL
package import CallModel
import Diagnostics

/// A checked flow, ready to run.
///
/// It exists only for a flow without errors, and only compiling a project makes one, so whoever
/// holds a program need not check it again.
///
/// A class, for it never changes and whatever handles a call holds it: of a value, two dozen
/// references were counted each time it was handed on, by all threads that run the flow.
package final class Program: Sendable {
  /// The flow's name.
  package let name: String
  /// What its calls may touch.
  package let profile: Profile
  /// The language a call begins in.
  package let locale: String
  /// The voice for each locale.
  package let voices: [String: Voice]
  /// How long a call may last.
  package let maxDuration: Milliseconds
  /// The AI endpoint that text and speech need, from the environment.
  package let cognitiveServicesEndpoint: String?
  /// The private hosts that a URL may reach whose host comes from data, in small letters.
  package let privateHosts: [String]
  /// The called parties whose calls the flow takes.
  package let routes: [Identifier]
  /// The name of the block that runs first.
  package let start: String
  /// The blocks, in the order written.
  package let blocks: [Block]
  /// What can happen to the whole flow.
  package let handlers: FlowHandlers
  /// The parties the flow names, with the environment's values put in.
  package let identities: [String: Identifier]
  /// Whether each of them has a value, which only an environment may give.
  let hasOwnParties: Bool
  /// The settings that are no secrets, with the environment's values put in.
  package let settings: [String: CELValue]
  /// Where the values of sensitive settings are read when they are needed.
  package let secrets: [String: SecretReference]
  /// The other systems that requests go to.
  package let services: [String: HTTPService]
  /// What other systems may post to a call: the type of what each signal brings, a record.
  package let signals: [String: FlowType]
  /// The switches that operators flip, as far as the flow reads them.
  package let flags: [String: Flag]
  /// The declared prompts.
  package let prompts: [String: Prompt]
  /// The opening hours.
  package let hours: [String: HoursSchedule]
  /// The variables and parameters with their first values; nil for unset.
  package let variables: [String: Variable]
  /// The expressions, by `ExpressionID`.
  package let expressions: [CELExpression]
  /// What must not be shown of what its calls do.
  package let sensitive: SensitiveParts
  /// All lists of steps, by structural path.
  package let lists: [FlowPath: StepList]
  /// The names of the flows it runs.
  let called: Set<String>
  /// The flows it runs, by name, with those that they run.
  package let flows: [String: Program]
  /// The files it was compiled from, its own first, to compile it again.
  package let sources: [ProjectFile]
  /// The environment it was compiled for, or nil for none.
  package let environmentName: String?

  /// A variable or a parameter as declared.
  package struct Variable: Sendable {
    /// Whether whoever begins the call gives it its value.
    package let isParameter: Bool
    /// Whether whoever runs the flow gets its value.
    package let isOutput: Bool
    /// Its type.
    package let type: FlowType
    /// Its first value, or nil for unset.
    package let initial: CELValue?
  }

  /// Makes a program of its parts.
  init(
    name: String,
    profile: Profile,
    locale: String,
    voices: [String: Voice],
    maxDuration: Milliseconds,
    cognitiveServicesEndpoint: String?,
    privateHosts: [String],
    routes: [Identifier],
    start: String,
    blocks: [Block],
    handlers: FlowHandlers,
    identities: [String: Identifier],
    hasOwnParties: Bool,
    settings: [String: CELValue],
    secrets: [String: SecretReference],
    services: [String: HTTPService],
    signals: [String: FlowType],
    flags: [String: Flag],
    prompts: [String: Prompt],
    hours: [String: HoursSchedule],
    variables: [String: Variable],
    expressions: [CELExpression],
    sensitive: SensitiveParts,
    lists: [FlowPath: StepList],
    called: Set<String>,
    flows: [String: Program] = [:],
    sources: [ProjectFile],
    environmentName: String?
  ) {
    self.name = name
    self.profile = profile
    self.locale = locale
    self.voices = voices
    self.maxDuration = maxDuration
    self.cognitiveServicesEndpoint = cognitiveServicesEndpoint
    self.privateHosts = privateHosts
    self.routes = routes
    self.start = start
    self.blocks = blocks
    self.handlers = handlers
    self.identities = identities
    self.hasOwnParties = hasOwnParties
    self.settings = settings
    self.secrets = secrets
    self.services = services
    self.signals = signals
    self.flags = flags
    self.prompts = prompts
    self.hours = hours
    self.variables = variables
    self.expressions = expressions
    self.sensitive = sensitive
    self.lists = lists
    self.called = called
    self.flows = flows
    self.sources = sources
    self.environmentName = environmentName
  }

  /// The program with the flows it runs, and with the files it was compiled beside, which decide
  /// nothing but what the program has from them already; nil where one of the flows is not there,
  /// which only an error leaves behind.
  func linked(to flows: [String: Program], with configuration: [ProjectFile]) -> Program? {
    let run = flows.filter { called.contains($0.key) }
    guard run.count == called.count else { return nil }
    var linked = sources.filter { !$0.isConfiguration }
    for flow in run.sorted(by: { $0.key < $1.key }).map(\.value) {
      linked += flow.sources.filter { !$0.isConfiguration && !linked.contains($0) }
    }
    linked += configuration
    guard sources != linked || !run.isEmpty else { return self }
    return Program(
      name: name,
      profile: profile,
      locale: locale,
      voices: voices,
      maxDuration: maxDuration,
      cognitiveServicesEndpoint: cognitiveServicesEndpoint,
      privateHosts: privateHosts,
      routes: routes,
      start: start,
      blocks: blocks,
      handlers: handlers,
      identities: identities,
      hasOwnParties: hasOwnParties,
      settings: settings,
      secrets: secrets,
      services: services,
      signals: signals,
      flags: flags,
      prompts: prompts,
      hours: hours,
      variables: variables,
      expressions: expressions,
      sensitive: sensitive,
      lists: lists,
      called: called,
      flows: run,
      sources: linked,
      environmentName: environmentName
    )
  }

  /// The block of that name.
  package func block(_ name: String) -> Block? {
    blocks.first { $0.name == name }
  }

  /// The expression of that id.
  package subscript(id: ExpressionID) -> CELExpression {
    expressions[id.index]
  }
}

/// What a flow's own `on:` says.
package struct FlowHandlers: Sendable {
  /// For a failure no step handles.
  package var failed: Handler?
  /// For a caller who left while the call goes on.
  package var callerLeft: Handler?
  /// For the end of the call, whatever ended it.
  package var callEnded: Handler?
  /// For a recording that failed or stopped unasked.
  package var recordingFailed: Handler?
  /// For the files of a recording that are ready, when the call is over.
  package var recordingReady: Handler?

  /// Makes handlers that say nothing.
  package init() {}
}

/// Where a secret is read: never from a flow, a command line or the journal.
package enum SecretReference: Hashable, Sendable {
  /// An environment variable of the process.
  case environment(String)
  /// A file, whose last line end is dropped.
  case file(String)
}

extension Program {
  /// Whether each party has a value that the flow names, and those that it runs: without an
  /// environment they may have none, and then no call can be tried.
  package var hasParties: Bool { hasOwnParties && flows.values.allSatisfy(\.hasParties) }

  /// The flow itself, or one that it runs, by name.
  package func flow(named name: String) -> Program? {
    if name == self.name { return self }
    for flow in flows.values {
      if let found = flow.flow(named: name) { return found }
    }
    return nil
  }
}
