import Basics
import Desired
extension ConfigurePlan {
    /// What the operator should know, though nothing is wrong; `root` is put before each path.
    package func warnings(below root: String) -> [String] {
        nodeWarnings
            + [formerData].compactMap(\.self).map { "\(root)\($0.path): \($0.warning)" }
            + files.compactMap { file in
                switch file.action {
                case .replace(.edit(let hasBackup))
                where !refusals.contains(.edit(of: file.path)):
                    "\(root)\(file.path): its current contents will be lost: "
                        + (hasBackup
                            ? "its backup holds what was there before"
                            : "bootcmd created this file, so it has no backup")
                case .replace(.unkept) where !refusals.contains(.backup(of: file.path)):
                    "\(root)\(file.path): its current contents will be lost: "
                        + "\(file.path.backup.name) is another file"
                case .leave: "\(root)\(file.path): edited since bootcmd wrote it; left alone"
                case .keep, .create, .replace, .protect: nil
                }
            }
    }
}
