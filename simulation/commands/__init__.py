"""What the verbs of the command line do: runs and studies lived under a progress bar, kept, drawn and told in short."""
