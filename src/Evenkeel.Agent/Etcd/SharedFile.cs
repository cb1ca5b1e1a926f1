using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Evenkeel.Agent.Etcd;

/// <summary>
/// Opens files that another process has locked: .NET takes an advisory lock on whatever it opens, and etcd's
/// database is locked for as long as etcd runs.
/// </summary>
internal static class SharedFile
{
    private const int ReadOnly = 0;
    private const int CloseOnExecute = 0x80000;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">It cannot be opened.</exception>
    public static FileStream Open(string path)
    {
        var descriptor = SystemOpen(path, ReadOnly | CloseOnExecute);
        return descriptor >= 0
            ? new FileStream(
                new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 1)
            : throw new FileNotFoundException(
                $"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}", path);
    }

    [DllImport(
        "libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SystemOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
