using System.Runtime.InteropServices;

namespace Evenkeel.Lab.Processes;

/// <summary>Signals to processes that are not this one's children.</summary>
internal static class Signals
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>Sends one; a process that is gone is no mistake.</summary>
    public static void Send(int process, int signal)
    {
        if (process <= 1)
        {
            throw new InvalidOperationException($"process {process} is no lab's");
        }

        _ = SendCore(process, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendCore(int process, int signal);
}
