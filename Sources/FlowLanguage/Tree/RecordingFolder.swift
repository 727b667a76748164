/// Whether a text names a folder under another, and cannot lead out of it: no absolute path, no `..`,
/// no name that a file system or a terminal takes for something else (SEMANTICS.md, rule 65).
package func isFolderInside(_ text: String) -> Bool {
  let names = text.split(separator: "/", omittingEmptySubsequences: false)
  return names.allSatisfy { name in
    !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
      && name.unicodeScalars.allSatisfy { scalar in
        !(0..<0x20).contains(scalar.value) && !(0x7F..<0xA0).contains(scalar.value)
          && scalar != "\\"
      }
  }
}
