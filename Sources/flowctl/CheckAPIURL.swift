import ArgumentParser
import FlowServer

/// Refuses what is not the URL of an API, such as `https://graph.microsoft.com`.
func checkAPIURL(_ text: String, of option: String) throws {
  do {
    let url = try PublicURL(parsing: text)
    guard url.description == text else { throw ConfigurationError.publicURL(text) }
  } catch {
    throw ValidationError(
      "\(option) takes the URL of an API without a slash at its end, such as "
        + "https://graph.microsoft.com"
    )
  }
}
