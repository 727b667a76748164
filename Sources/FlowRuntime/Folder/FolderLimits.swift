/// How much of a folder is looked at.
package enum FolderLimits {
  /// Bytes read of a file: one more than a flow may have, so that the parser sees that it is too
  /// large.
  package static let fileBytes = (1 << 20) + 1
  /// Files and folders looked at below the project's folder.
  package static let entries = 50_000
  /// Folders within each other.
  package static let depth = 32
}
