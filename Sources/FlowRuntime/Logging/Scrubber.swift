internal import Cryptography
internal import Synchronization

/// Takes secrets out of texts before they are stored, logged or shown.
///
/// It knows a secret from the moment it is read, which is before anybody can repeat it: the
/// transport's complaint about a URL that a secret has spoilt, or a server that echoes what it was
/// sent. A secret is found as it is, percent-encoded, escaped as in JSON, and within base64.
package final class Scrubber: Sendable {
  private struct Known {
    var secrets: Set<String> = []
    /// The forms of all secrets, the longest first, by their first byte.
    var forms: [UInt8: [[UInt8]]] = [:]
  }

  private let known = Mutex(Known())

  /// Makes a scrubber that knows no secret.
  package init() {}

  /// Learns a secret; one that is changed stays known under its old text.
  ///
  /// What is shorter than four bytes is in texts by chance and is let be.
  package func learn(_ secret: String) {
    guard secret.utf8.count >= shortestSecret else { return }
    known.withLock { known in
      guard known.secrets.insert(secret).inserted else { return }
      for form in forms(of: secret) {
        known.forms[form[0], default: []].append(form)
        known.forms[form[0]]?.sort { $0.count > $1.count }
      }
    }
  }

  /// The text without secrets.
  package func scrub(_ text: String) -> String {
    let forms = known.withLock { $0.forms }
    guard !forms.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var place = 0
    var isChanged = false
    while place < bytes.count {
      let rest = bytes[place...]
      if let form = forms[bytes[place]]?.first(where: { rest.starts(with: $0) }) {
        result += blot
        place += form.count
        isChanged = true
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return isChanged ? String(decoding: result, as: UTF8.self) : text
  }
}

private let shortestSecret = 4

/// What stands where a secret stood.
private let blot = Array("‹secret›".utf8)

/// How a secret may be written.
private func forms(of secret: String) -> Set<[UInt8]> {
  let bytes = Array(secret.utf8)
  var forms: Set = [
    bytes, percentEncoded(bytes, hexadecimal: "0123456789ABCDEF"),
    percentEncoded(bytes, hexadecimal: "0123456789abcdef"), escapedAsJSON(bytes),
  ]
  for piece in (0..<3).compactMap({ base64(of: bytes, at: $0) }) {
    forms.insert(piece)
    forms.insert(piece.map(inURLAlphabet))
  }
  return forms
}

/// The character in the alphabet of base64 for URLs (RFC 4648, section 5).
private func inURLAlphabet(_ character: UInt8) -> UInt8 {
  switch character {
  case UInt8(ascii: "+"): UInt8(ascii: "-")
  case UInt8(ascii: "/"): UInt8(ascii: "_")
  case _: character
  }
}

/// All but the unreserved characters of RFC 3986, section 2.3, percent-encoded.
private func percentEncoded(_ bytes: [UInt8], hexadecimal: String) -> [UInt8] {
  let digits = Array(hexadecimal.utf8)
  return bytes.flatMap { byte -> [UInt8] in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      [byte]
    case _: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}

private func escapedAsJSON(_ bytes: [UInt8]) -> [UInt8] {
  bytes.flatMap { byte -> [UInt8] in
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
    case UInt8(ascii: "\n"): Array(#"\n"#.utf8)
    case UInt8(ascii: "\t"): Array(#"\t"#.utf8)
    case _: [byte]
    }
  }
}

/// The characters of base64 that only the secret decides, if so many bytes modulo three stand before
/// it, as `user:` does in `Authorization: Basic`; nil where they are too few to be told from chance.
private func base64(of bytes: [UInt8], at offset: Int) -> [UInt8]? {
  let text = Array(encodeBase64([UInt8](repeating: 0, count: offset) + bytes).utf8)
  let first = (offset * 8 + 5) / 6
  let end = (offset + bytes.count) * 8 / 6
  return end - first >= 6 ? Array(text[first..<end]) : nil
}
