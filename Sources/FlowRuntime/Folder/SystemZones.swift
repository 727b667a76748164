package import FlowLanguage
internal import Foundation
internal import Synchronization

/// The time zones of the system's own files (TZif, RFC 8536).
package final class SystemZones: ZoneRules {
  private let folders: [String]
  private let known = Mutex<[String: ZoneTransitions?]>([:])

  /// Makes a source of zones.
  ///
  /// - Parameter folders: Where the files are; the first that has one counts.
  package init(folders: [String] = SystemZones.systemFolders) {
    self.folders = folders
  }

  /// Where systems keep their zones.
  package static let systemFolders = [
    "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
  ]

  /// The names the system knows.
  package var names: [String] { TimeZone.knownTimeZoneIdentifiers }

  /// The zone of that name as the system has it; nil where it has none.
  package func zone(named name: String) -> ZoneTransitions? {
    known.withLock { known in
      if let zone = known[name] { return zone }
      let zone = read(name)
      known[name] = .some(zone)
      return zone
    }
  }

  private func read(_ name: String) -> ZoneTransitions? {
    guard isZoneName(name) else { return nil }
    for folder in folders {
      guard case .success(let bytes) = readFile("\(folder)/\(name)", limit: fileLimit) else {
        continue
      }
      return ZoneTransitions(timeZoneFile: bytes)
    }
    return nil
  }

  /// Whether the name is one of a zone, and no way out of the folder.
  private func isZoneName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.isEmpty && name.utf8.count <= 64
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isZoneCharacter) }
  }

  private func isZoneCharacter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "_-+".contains(character))
  }
}

/// The largest file of a zone has less than 4 KB.
private let fileLimit = 256 * 1024
