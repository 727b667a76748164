import Diagnostics
import FlowSyntax

/// What an object of a document can have that is read, or noted where it is.
indirect enum KnownMembers {
  /// Whatever it has.
  case anything
  /// These members; a list stands for each of its items.
  case object([String: KnownMembers])

  /// These members, whatever each has.
  static func named(_ names: String...) -> KnownMembers {
    .object(Dictionary(uniqueKeysWithValues: names.map { ($0, .anything) }))
  }
}

extension FlowDraft {
  /// Notes the members of an object, and of those within it, that nobody reads and that say
  /// something; without an owner they are the document's.
  mutating func noteMembers(of value: SyntaxNode, besides known: KnownMembers, _ owner: String?) {
    guard case .object(let members) = known else { return }
    for item in value.items ?? [] { noteMembers(of: item, besides: known, owner) }
    for entry in value.entries ?? [] {
      guard let inner = members[entry.key.text] else {
        if !entry.value.isNothing {
          let whose = owner.map { "`\($0)`" } ?? "the document"
          note("`\(entry.key.text)` of \(whose) is not translated", at: entry.span)
        }
        continue
      }
      noteMembers(of: entry.value, besides: inner, entry.key.text)
    }
  }

  /// Notes the members of an object that nobody reads.
  mutating func noteMembers(of value: SyntaxNode, besides read: Set<String>, _ owner: String?) {
    let known = Dictionary(uniqueKeysWithValues: read.map { ($0, KnownMembers.anything) })
    noteMembers(of: value, besides: .object(known), owner)
  }

  /// Notes a member that is not the list, or the object, that it should be.
  mutating func noteShape(of key: String, in value: SyntaxNode, isList: Bool, _ owner: String) {
    guard let member = value[key], !member.isNothing else { return }
    if isList ? member.items == nil : member.entries == nil {
      let kind = isList ? "list" : "object"
      note("`\(key)` of `\(owner)` is no \(kind), and is left out", at: member.span)
    }
  }
}
