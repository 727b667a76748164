import CallModel
import Diagnostics
import FlowSyntax

/// A flow as read: what its own file says, whatever the rest of the project is.
///
/// The first phase of compiling makes it, and it is good for as long as the file does not change.
package struct ReadFlow: Sendable {
  let file: ProjectFile
  let source: SourceFile
  /// The document without its tree, which nothing asks for any more.
  let document: SyntaxDocument
  var tree: FlowTree
  /// What the flow's calls may touch.
  let profile: Profile
  /// The flow's own language.
  let locale: String
  /// The voice for each locale.
  let voices: [String: String]
  /// The names declared.
  let names: FlowNames
  /// The expressions, by id.
  let expressions: [PendingExpression]
  /// The places that name a declared thing.
  let uses: [NameUse]
  /// All lists of steps, by path.
  let lists: [FlowPath: StepList]
  /// The steps in reading order.
  var steps: [StepNode?]
  /// The numbers of the steps that could not be read; what stands in for them does nothing.
  let unreadSteps: Set<Int>
  /// The kinds of things of which one was named that there is not.
  let misnamed: Set<NamedKind>
  /// How many names were compared with misspelt ones.
  let comparedNames: Int
  /// What is wrong so far.
  let findings: [Diagnostic]

  /// Whether the document was read to its end; if not, nothing is reported missing.
  var isComplete: Bool { document.isComplete }

  /// Takes what was collected.
  init(
    _ session: ReadingSession,
    tree: FlowTree,
    document: SyntaxDocument,
    source: SourceFile,
    file: ProjectFile
  ) {
    self.file = file
    self.source = source
    self.document = SyntaxDocument(
      root: nil,
      comments: document.comments,
      file: document.file,
      isComplete: document.isComplete
    )
    self.tree = tree
    profile = session.profile
    locale = session.locale
    voices = session.voices
    names = session.names
    expressions = session.expressions
    uses = session.uses
    lists = session.lists
    steps = session.steps
    unreadSteps = session.unreadSteps
    misnamed = session.misnamed
    comparedNames = session.comparedNames
    findings = session.findings
  }
}
