namespace Evenkeel.Cli.CommandLine;

/// <summary>Standard output cannot be written: a full disk, for instance.</summary>
internal sealed class OutputFailedException(IOException cause) : Exception(cause.Message, cause);
