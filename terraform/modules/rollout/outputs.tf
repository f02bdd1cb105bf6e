output "deployment" {
  description = "What `aws deploy create-deployment --cli-input-json` takes to move the alias to the newest version; null where it is there."
  value = var.live_version == var.version_wanted ? null : jsonencode({
    applicationName     = aws_codedeploy_app.this.name
    deploymentGroupName = aws_codedeploy_deployment_group.this.deployment_group_name
    revision            = { revisionType = "AppSpecContent", appSpecContent = { content = jsonencode(local.revision) } }
  })
}
