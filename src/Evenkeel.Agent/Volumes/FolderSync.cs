using System.Runtime.InteropServices;

namespace Evenkeel.Agent.Volumes;

/// <summary>Brings a folder's entries to disk: a file that was renamed is there after a crash only
/// then.</summary>
internal static class FolderSync
{
    private const int ReadOnlyFolder = 0x10000;
    private const int CloseOnExecute = 0x80000;

    /// <summary>Flushes a folder.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    public static void Flush(string folder)
    {
        var descriptor = Open(folder, ReadOnlyFolder | CloseOnExecute);
        if (descriptor < 0)
        {
            throw new IOException($"{folder}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var result = Sync(descriptor);
        var problem = Marshal.GetLastPInvokeErrorMessage();
        _ = Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"{folder}: {problem}");
        }
    }

    [DllImport(
        "libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
