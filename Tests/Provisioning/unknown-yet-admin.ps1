#Requires -Version 7.1
# contosoCalls: what the Teams Admin does, in order. It stops at the first error; run again, it makes nothing twice.
$ErrorActionPreference = 'Stop'

# 4. Teams Admin: Provision Resource Account
#
# This is typed into PowerShell 7.1 or newer, as an administrator of Teams; the Teams Admin Center cannot do it. The first command asks whether PSGallery is trusted: answer Y.
# A new account takes a minute to be known everywhere: where `Set-CsOnlineApplicationInstance` does not find it, wait, and run this step again.
# What is printed last goes to the CCaaS Developer.
if (Get-Module -ListAvailable MicrosoftTeams) { Update-Module MicrosoftTeams } else { Install-Module MicrosoftTeams -Scope CurrentUser }
Connect-MicrosoftTeams -TenantId '87d349ed-44d7-43e1-9a83-5f2406dee5bd'
$applicationId = Read-Host 'Application (client) ID, from the CCaaS Developer'
$resourceId = Read-Host 'ACS resource ID, from the CCaaS Developer'
$objectIds = @{}
if (-not (Get-CsOnlineApplicationInstance -Identity 'o''brien@contoso.com' -ErrorAction SilentlyContinue)) {
  New-CsOnlineApplicationInstance -UserPrincipalName 'o''brien@contoso.com' -ApplicationId $applicationId -DisplayName 'O''Brien’’s $(Remove-Item *) `line` & "co"'
}
Set-CsOnlineApplicationInstance -Identity 'o''brien@contoso.com' -ApplicationId $applicationId -AcsResourceId $resourceId
$objectIds.support = (Get-CsOnlineApplicationInstance -Identity 'o''brien@contoso.com').ObjectId
Sync-CsOnlineApplicationInstance -ObjectId $objectIds.support -ApplicationId $applicationId -AcsResourceId $resourceId
'ObjectId of o''brien@contoso.com: ' + $objectIds.support
if (-not (Get-CsOnlineApplicationInstance -Identity 'sales@contoso.com' -ErrorAction SilentlyContinue)) {
  New-CsOnlineApplicationInstance -UserPrincipalName 'sales@contoso.com' -ApplicationId $applicationId -DisplayName 'Sales'
}
Set-CsOnlineApplicationInstance -Identity 'sales@contoso.com' -ApplicationId $applicationId -AcsResourceId $resourceId
$objectIds.sales = (Get-CsOnlineApplicationInstance -Identity 'sales@contoso.com').ObjectId
Sync-CsOnlineApplicationInstance -ObjectId $objectIds.sales -ApplicationId $applicationId -AcsResourceId $resourceId
'ObjectId of sales@contoso.com: ' + $objectIds.sales

# 5. Teams Admin: Acquire and assign a phone number to Resource Account
#
# In the [Teams Admin Center](https://admin.teams.microsoft.com/dashboard), under **Phone Number**, acquire each number as one of the type **Service**.
# An account without the licence *Microsoft Teams Phone Resource Account* takes no number. The commands assign it; so does the [Microsoft 365 Admin Center](https://admin.microsoft.com), under **Licenses**.
# A number of the type CallingPlan, and each account that calls out, needs a *Microsoft Teams Calling Plan* besides: without one a call that is placed ends at once. For calling out it has to be a pay-as-you-go one since November 2025. The commands ask which of the tenant's licences it is; with an operator of your own, it is theirs.
# Where `Connect-MgGraph` complains of an assembly, run this step in a new PowerShell window, after `Connect-MicrosoftTeams -TenantId 87d349ed-44d7-43e1-9a83-5f2406dee5bd`.
Install-Module Microsoft.Graph.Users, Microsoft.Graph.Users.Actions, Microsoft.Graph.Identity.DirectoryManagement -Scope CurrentUser -AllowClobber
Connect-MgGraph -TenantId '87d349ed-44d7-43e1-9a83-5f2406dee5bd' -Scopes 'User.ReadWrite.All', 'Organization.Read.All'
$licence = Get-MgSubscribedSku -All | Where-Object SkuPartNumber -eq 'PHONESYSTEM_VIRTUALUSER'
if (-not $licence) { throw 'The tenant has no licence Microsoft Teams Phone Resource Account: get some in the Microsoft 365 Admin Center; they cost nothing' }
$numbers = @{}
$numbers.sales = Read-Host 'Number of sales@contoso.com, such as +12065551212'
Update-MgUser -UserId 'o''brien@contoso.com' -UsageLocation 'DE'
Set-MgUserLicense -UserId 'o''brien@contoso.com' -AddLicenses @(@{ SkuId = $licence.SkuId }) -RemoveLicenses @()
Set-CsPhoneNumberAssignment -Identity 'o''brien@contoso.com' -PhoneNumber '+493012345678' -PhoneNumberType DirectRouting
Get-CsPhoneNumberAssignment -TelephoneNumber '+493012345678'
Update-MgUser -UserId 'sales@contoso.com' -UsageLocation 'DE'
Set-MgUserLicense -UserId 'sales@contoso.com' -AddLicenses @(@{ SkuId = $licence.SkuId }) -RemoveLicenses @()
Set-CsPhoneNumberAssignment -Identity 'sales@contoso.com' -PhoneNumber $numbers.sales -PhoneNumberType OperatorConnect
Get-CsPhoneNumberAssignment -TelephoneNumber $numbers.sales

# 6. Teams Admin: Grant administrator consent
#
# A page opens on which a Global Administrator accepts what the application asks for: `TeamsResourceAccount.Read.All` of Microsoft Graph, and `TeamsExtension.ManageCalls` of Azure Communication Services. That it ends at a page that cannot be reached (http://localhost) is as it should be.
Start-Process ('https://login.microsoftonline.com/87d349ed-44d7-43e1-9a83-5f2406dee5bd/adminconsent?client_id=' + $applicationId)
