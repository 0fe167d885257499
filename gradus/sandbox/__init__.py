"""The trusted side of the sandbox: start a worker, send requests, decode its replies."""
