using System.Globalization;

namespace Evenkeel.Provisioning.Working;

/// <summary>
/// Keeps two runs from one cluster's folder. It is a lock of the file, which goes with the process that holds
/// it, and not the file: that one stays.
/// </summary>
public sealed class WorkLock : IDisposable
{
    private readonly FileStream file;

    private WorkLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="folder">The cluster's folder.</param>
    /// <param name="verb">What is being done, for whoever finds it held.</param>
    /// <exception cref="ProvisioningException">Another process has it.</exception>
    public static WorkLock Take(WorkFolder folder, string verb)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.Make();
        FileStream file;
        try
        {
            file = new FileStream(
                folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Busy(folder.Cluster, Holder(folder)), e);
        }

        File.WriteAllText(folder.Holder, string.Create(
            CultureInfo.InvariantCulture, $"`{verb}`, process {Environment.ProcessId}\n"));
        return new(file);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static string Holder(WorkFolder folder) =>
        File.Exists(folder.Holder) ? File.ReadAllText(folder.Holder).Trim() : "nobody knows which";
}
