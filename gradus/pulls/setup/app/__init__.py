"""The GitHub App that reads pull requests and posts scores: made in the browser, with its key stored encrypted."""
