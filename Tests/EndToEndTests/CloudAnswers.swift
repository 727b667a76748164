import Foundation
import HTTPTransport
import Synchronization

/// Answers of Microsoft Graph and of Azure's management API, by the beginning of what is asked; the
/// last one set counts.
final class CloudAnswers: Sendable {
  static let application = "aa123456-1234-1234-1234-aaa123456789"
  static let account = "cc123456-5678-5678-1234-ccc123456789"
  static let resource = "bb567890-1234-1234-1234-bbb123456789"
  /// Graph's list of resource accounts.
  static let accounts = "/beta/admin/teams/resourceAccounts"
  private static let group =
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/contoso-calls/providers"
  /// The Communication Services resource in Azure.
  static let service = group + "/Microsoft.Communication/communicationServices/contoso"
  /// Its list of Event Grid's subscriptions, up to the query.
  static let subscriptions = service + "/providers/Microsoft.EventGrid/eventSubscriptions?"

  static let graphAccount = """
    {"id":"\(account)","userPrincipalName":"Support@contoso.com","appId":"\(application)",\
    "phoneNumber":"tel:+12065551212","acsResourceId":"\(resource)"}
    """

  private let table: Mutex<[(asked: String, status: Int, body: String)]> = Mutex([])

  func set(_ asked: String, _ body: String, status: Int = 200) {
    table.withLock { $0.insert((asked, status, body), at: 0) }
  }

  func respond(to request: HTTPRequest) -> HTTPResponse {
    guard request.headers["Authorization"] == "Bearer a-token" else {
      return .json(401, Array(#"{"error":{"message":"who are you"}}"#.utf8))
    }
    let answer = table.withLock { table in table.first { request.target.hasPrefix($0.asked) } }
    let body = answer?.body ?? #"{"error":{"message":"none"}}"#
    return .json(answer?.status ?? 404, Array(body.utf8))
  }

  /// All as it is where all is done; the account and the subscription are on second pages.
  func setWell(_ base: String) {
    set(
      Self.accounts + "?$filter=" + "appid%20eq%20%27\(Self.application)%27",
      #"{"value":[{"id":"other"}],"@odata.nextLink":"\#(base)\#(Self.accounts)?page=2"}"#
    )
    set(Self.accounts + "?page=2", #"{"value":[\#(Self.graphAccount)]}"#)
    set(
      Self.service + "?api-version=",
      #"{"properties":{"immutableResourceId":"\#(Self.resource)"}}"#
    )
    set(
      Self.group + "/Microsoft.BotService/botServices/contosoCalls?api-version=",
      #"{"properties":{"msaAppId":"\#(Self.application)"}}"#
    )
    let list = Self.subscriptions
    set(list + "api-version=", #"{"value":[],"nextLink":"\#(base)\#(list)page=2"}"#)
    let events = ["IncomingCall", "RecordingFileStatusUpdated"]
    set(
      list + "page=2",
      #"{"value":[\#(Self.subscription(minutes: 1, events: events))]}"#
    )
  }

  /// A subscription that leads to the server, as Azure tells of it: without the secret of its URL.
  static func subscription(minutes: Int, events: [String]) -> String {
    let types = events.map { #""Microsoft.Communication.\#($0)""# }.joined(separator: ",")
    return #"""
      {"name":"flowctl","properties":{"provisioningState":"Succeeded","destination":\#
      {"endpointType":"WebHook","properties":{"endpointUrl":null,"endpointBaseUrl":\#
      "https://calls.contoso.com/api/incomingCall"}},"filter":{"includedEventTypes":[\#(types)]},\#
      "retryPolicy":{"maxDeliveryAttempts":2,"eventTimeToLiveInMinutes":\#(minutes)}}}
      """#
  }
}
