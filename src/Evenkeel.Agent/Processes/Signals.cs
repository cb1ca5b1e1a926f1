using System.Runtime.InteropServices;

namespace Evenkeel.Agent.Processes;

/// <summary>Signals to processes that are not this one's children, or not any more.</summary>
internal static class Signals
{
    /// <summary>Ends a process that does not clean up.</summary>
    public const int Kill = 9;

    /// <summary>Asks a process to end.</summary>
    public const int Terminate = 15;

    /// <summary>Lets a stopped process go on.</summary>
    public const int Continue = 18;

    /// <summary>Stops a process where it is.</summary>
    public const int Stop = 19;

    /// <summary>Sends a signal; a process that is gone is no mistake.</summary>
    public static void Send(int process, int signal) => _ = SystemKill(process, signal);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SystemKill(int process, int signal);
}
