/// How findings are written for people.
package enum RenderStyle: Sendable, Hashable, CaseIterable {
  /// Text alone.
  case plain
  /// With the colors of a terminal.
  case ansi
}

/// What a piece of rendered text is, which decides its color.
enum RenderRole {
  case severity(Severity)
  case message
  case gutter
  case related
  case help
}

extension RenderStyle {
  /// The text in the color of its role.
  func paint(_ text: String, as role: RenderRole) -> String {
    guard self == .ansi, !text.isEmpty else { return text }
    return "\u{1B}[\(code(of: role))m\(text)\u{1B}[0m"
  }

  /// Select Graphic Rendition parameters (ECMA-48, 8.3.117).
  private func code(of role: RenderRole) -> String {
    switch role {
    case .severity(.error): "1;31"
    case .severity(.warning): "1;33"
    case .severity(.hint): "1;36"
    case .message: "1"
    case .gutter: "34"
    case .related: "34"
    case .help: "32"
    }
  }
}
