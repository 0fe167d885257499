"""The forge that hosts the repositories: GitHub, GitHub Enterprise, Gitea or Forgejo, each behind one protocol."""
