import CallModel

/// The limits that keep compiling within bounded time and memory, whatever a file holds.
enum FlowLimits {
  /// Steps of one flow; what is known at each of them is a list over all results.
  static let steps = 2_000
  /// Times that expressions of one flow are compiled: an expression in a prompt once for each step
  /// that says the prompt.
  static let compilations = 20_000
  /// UTF-8 bytes of expressions that are compiled for one flow, each as often as it is compiled.
  static let compiledBytes = 4 << 20
  /// UTF-8 bytes of conditions that are compiled while the ways of one flow are followed.
  static let conditionBytes = 4 << 20
  /// UTF-8 bytes of a condition that is kept as it was compiled.
  static let keptCondition = 512
  /// Names that are compared with misspelt ones in one flow, to suggest the one that was meant.
  static let comparedNames = 20_000
  /// Names that one line of help lists.
  static let listedNames = 24
  /// Ways of one step that its author names: choices, triggers, cases, handlers.
  static let namedWays = 500
  /// Answers that every menu takes besides its own: each menu has them all.
  static let everywhere = 50
  /// Languages with a voice: each prompt is looked through for each.
  static let voices = 200
  /// Parties of one list, and called parties whose calls one flow takes.
  static let parties = 1_000
  /// Prompts said one after another.
  static let prompts = 500
  /// Findings of one flow that are told.
  static let findings = 2_000
  /// Times that one step is looked at again because another way leads to it.
  static let visitsPerStep = 64
  /// What is known of all results at all points of a flow, each result at each point counted.
  static let knownResults = 4_500_000
  /// Blocks that are followed apart for each `run` of them; beyond that, what is known in a block is
  /// joined over all who run it.
  static let contexts = 128
  /// Comments of one file that allow findings.
  static let allowances = 200
  /// Keys of one answer; the service publishes no limit.
  static let tones = 64
  /// Rounds of fixes of one project; each makes all fixes that do not touch each other.
  static let fixRounds = 100
  /// Types in types: `list<list<string>>`.
  static let typeDepth = 8
  /// References of a description that are followed one after another, and schemas in schemas.
  static let references = 32
  /// Schemas that are read for one operation of a description.
  static let schemas = 5_000
  /// Schemas that are read for all operations that one flow asks for, each of these once.
  static let flowSchemas = 8_000
  /// How long a call may last whose recordings' files are awaited (SEMANTICS.md, rule 65).
  static let recordedCall = Milliseconds.seconds(20 * 3600)
  /// How many places in a state a search for a way comes to at most.
  static let stops = 50_000
  /// How many of them are looked at to tell what matters on the ways of a flow.
  static let wayBudget = 1_000_000
}
