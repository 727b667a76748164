/// The functions on texts that every implementation has.
let textFunctions: [CELFunction] = [
  CELFunction(
    "contains",
    "Whether the part stands somewhere in the text.",
    example: .init("'foobar'.contains('oba')", "true"),
    cost: .linear,
    .of(member: true) { (text: String, part: String) in
      // On bytes: no scalar's bytes stand inside of another's, so a match is one of scalars.
      firstOccurrence(of: Array(part.utf8), in: Array(text.utf8)) != nil
    }
  ),
  CELFunction(
    "startsWith",
    "Whether the text begins with the prefix.",
    example: .init("'foobar'.startsWith('foo')", "true"),
    .of(member: true) { (text: String, prefix: String) in isTextPrefix(prefix, of: text) }
  ),
  CELFunction(
    "endsWith",
    "Whether the text ends with the suffix.",
    example: .init("'foobar'.endsWith('bar')", "true"),
    .of(member: true) { (text: String, suffix: String) in isTextSuffix(suffix, of: text) }
  ),
]
