extension Program {
  /// The flow's own spelling of a language that comes from data, whatever its case there: one of
  /// `voices`, or, where the flow names no voices, any language with a region; nil for another.
  package func locale(named text: String) -> String? {
    guard voices.isEmpty else {
      let name = text.lowercased()
      return voices.keys.sorted().first { $0.lowercased() == name }
    }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let form = "\(parts[0].lowercased())-\(parts[1].uppercased())"
    return isLocale(form) ? form : nil
  }
}
