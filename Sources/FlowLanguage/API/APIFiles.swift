import Diagnostics
import FlowSyntax

extension ProjectFile {
  /// The paths of the descriptions that the flow's services name, from where the flow's own path
  /// begins; none of a file that is no flow.
  package var describedPaths: [String] {
    // Few flows name any, and to read a flow twice takes time.
    guard !isConfiguration, bytes.holdsAPIKey else { return [] }
    let (source, _) = readSource(bytes, name: path, id: .none)
    let services = parseYAML(source).document.root?["services"]?.entries ?? []
    return services.compactMap { service in
      service.value["api"]?.scalar.map { describedPath($0.text) }
    }.filter { $0 != plainPath(path) }
  }

  /// The path of a description that the flow names.
  func describedPath(_ written: String) -> String {
    guard !written.hasPrefix("/") else { return plainPath(written) }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    return plainPath(folder + written)
  }
}

/// A path without `.`, and without `..` where something stands before it.
package func plainPath(_ path: String) -> String {
  var steps: [Substring] = []
  for step in path.split(separator: "/") where step != "." {
    if step == "..", let last = steps.last, last != ".." {
      steps.removeLast()
    } else {
      steps.append(step)
    }
  }
  return (path.hasPrefix("/") ? "/" : "") + steps.joined(separator: "/")
}

extension [UInt8] {
  /// Whether `api:` stands anywhere in it.
  fileprivate var holdsAPIKey: Bool {
    let key = Array("api:".utf8)
    return withUnsafeBufferPointer { bytes in
      // Colons are rarer than any letter.
      bytes.indices.dropFirst(key.count - 1).contains { end in
        bytes[end] == key[key.count - 1] && bytes[(end - key.count + 1)...end].elementsEqual(key)
      }
    }
  }
}

extension NodeReader {
  /// The description that a service names, among the files the flow was read with; nil after a
  /// finding.
  func description(
    _ node: SyntaxNode,
    of flow: ProjectFile,
    _ files: [ProjectFile]
  ) -> APIDescription? {
    guard let scalar = scalar(node, "the path of an OpenAPI description") else { return nil }
    let path = flow.describedPath(scalar.text)
    guard let file = files.first(where: { plainPath($0.path) == path }) else {
      report(
        Diagnostic(
          .unreadableFile,
          "there is no file `\(path)`, or it cannot be read",
          at: scalar.span,
          help: "the path of a description begins in the folder of the flow"
        )
      )
      return nil
    }
    do throws(APIDescription.Problem) {
      return try APIDescription(file)
    } catch {
      reportMalformed(at: scalar.span, "`\(path)` \(error.message)")
      return nil
    }
  }
}
