import Diagnostics
import FlowSyntax

/// A flow as read: what its own file says, whatever the rest of the project is.
///
/// The first phase of compiling makes it, and it is good for as long as the file does not change.
package struct ReadFlow: Sendable {
  let file: ProjectFile
  /// The descriptions that its services name, which it was read with.
  let described: [ProjectFile]
  let source: SourceFile
  /// The document without its tree, which nothing asks for any more.
  let document: SyntaxDocument
  var tree: FlowTree
  /// What is said once for the whole flow.
  let head: FlowHead
  /// The names declared.
  let names: FlowNames
  /// The other flows as they were known when this one was read.
  let others: OtherFlows
  /// The expressions, by id.
  let expressions: [PendingExpression]
  /// The places that name a declared thing.
  let uses: [NameUse]
  /// The places that need a caller, expressions aside.
  let callerUses: [CallerUse]
  /// The flows it names.
  let namedFlows: Set<String>
  /// All lists of steps, by path.
  let lists: [FlowPath: StepList]
  /// The steps in reading order.
  var steps: [StepNode?]
  /// The numbers of the steps that could not be read; what stands in for them does nothing.
  let unreadSteps: Set<Int>
  /// The kinds of things of which one was named that there is not.
  let misnamed: [NamedKind]
  /// Names that were meant to be read where they are not.
  let mentioned: Set<String>
  /// How many names were compared with misspelt ones.
  let comparedNames: Int
  /// What is wrong so far.
  let findings: [Diagnostic]

  /// Whether the document was read to its end; if not, nothing is reported missing.
  let isComplete: Bool

  /// Takes what the readers left.
  init(
    file: ProjectFile,
    described: [ProjectFile],
    source: SourceFile,
    document: SyntaxDocument,
    tree: FlowTree,
    head: FlowHead,
    names: FlowNames,
    others: OtherFlows,
    notes: ValueNotes,
    table: StepTable,
    nodes: NodeReader
  ) {
    self.file = file
    isComplete = nodes.isComplete
    self.described = described
    self.source = source
    self.document = document
    self.tree = tree
    self.head = head
    self.names = names
    self.others = others
    expressions = notes.expressions
    uses = notes.uses
    callerUses = notes.callerUses
    namedFlows = Set(notes.uses.lazy.filter { $0.kind == .flow }.map(\.name))
    misnamed = notes.misnamed
    mentioned = notes.mentioned
    lists = table.lists
    steps = table.steps
    unreadSteps = table.unread
    comparedNames = nodes.comparedNames
    findings = nodes.findings
  }
}
