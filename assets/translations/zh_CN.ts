<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>Animations</name>
    <message>
      <source>Save the animation</source>
      <translation>保存动画</translation>
    </message>
    <message>
      <source>Saving {0}</source>
      <translation>正在保存 {0}</translation>
    </message>
    <message>
      <source>Saved {0}.</source>
      <translation>已保存 {0}。</translation>
    </message>
  </context>
  <context>
    <name>Averages</name>
    <message>
      <source>Dots: each batch's own. Line: running = running × m + batch × (1 − m).</source>
      <translation>圆点：每批自己的统计量。线：移动平均 = 移动平均 × m + 本批 × (1 − m)。</translation>
    </message>
    <message>
      <source>running mean</source>
      <translation>移动均值</translation>
    </message>
    <message>
      <source>running variance</source>
      <translation>移动方差</translation>
    </message>
    <message>
      <source>feed a batch to begin</source>
      <translation>输入一批即可开始</translation>
    </message>
  </context>
  <context>
    <name>BatchDialog</name>
    <message>
      <source>Run on many photos</source>
      <translation>批量处理照片</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>开始</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暂停</translation>
    </message>
    <message>
      <source>Begin no more files for now.</source>
      <translation>暂不开始新的文件。</translation>
    </message>
    <message>
      <source>Retry failed</source>
      <translation>重试失败项</translation>
    </message>
    <message>
      <source>Do only those again that failed.</source>
      <translation>只重新处理失败的文件。</translation>
    </message>
    <message>
      <source>Copy command line</source>
      <translation>复制命令行</translation>
    </message>
    <message>
      <source>The same job for a terminal.</source>
      <translation>在终端中运行的同一任务。</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>{0} photos, {1} to do.</source>
      <translation>{0} 张照片，{1} 张待处理。</translation>
    </message>
    <message>
      <source>{0} of {1}</source>
      <translation>{0} / {1}</translation>
    </message>
    <message>
      <source>{0} failed</source>
      <translation>{0} 个失败</translation>
    </message>
    <message>
      <source>{0} a second</source>
      <translation>每秒 {0} 个</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Looking up the names…</source>
      <translation>正在查找名称…</translation>
    </message>
  </context>
  <context>
    <name>BatchForm</name>
    <message>
      <source>Choose a folder or files.</source>
      <translation>请选择文件夹或文件。</translation>
    </message>
    <message>
      <source>Choose the folder for the results.</source>
      <translation>请选择结果文件夹。</translation>
    </message>
    <message>
      <source>Folder…</source>
      <translation>文件夹…</translation>
    </message>
    <message>
      <source>Take the photos of a folder.</source>
      <translation>选取一个文件夹中的照片。</translation>
    </message>
    <message>
      <source>Files…</source>
      <translation>文件…</translation>
    </message>
    <message>
      <source>Take photos one by one.</source>
      <translation>逐个选取照片。</translation>
    </message>
    <message>
      <source>Where results are written.</source>
      <translation>结果写入的位置。</translation>
    </message>
    <message>
      <source>Take the photos of the folders inside too.</source>
      <translation>也选取子文件夹中的照片。</translation>
    </message>
    <message>
      <source>The step that is saved.</source>
      <translation>要保存的步骤。</translation>
    </message>
    <message>
      <source>The kind of file and how many bits each value has.</source>
      <translation>文件格式以及每个数值的位数。</translation>
    </message>
    <message>
      <source>How values become shades of the file.</source>
      <translation>数值如何变为文件中的灰度。</translation>
    </message>
    <message>
      <source>What happens where a file of that name is there already.</source>
      <translation>同名文件已存在时怎么办。</translation>
    </message>
    <message>
      <source>From</source>
      <translation>来源</translation>
    </message>
    <message>
      <source>Folders inside too</source>
      <translation>包含子文件夹</translation>
    </message>
    <message>
      <source>To</source>
      <translation>目标</translation>
    </message>
    <message>
      <source>If a file is there</source>
      <translation>文件已存在时</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Values</source>
      <translation>数值</translation>
    </message>
    <message>
      <source>As</source>
      <translation>格式</translation>
    </message>
    <message>
      <source>The last step</source>
      <translation>最后一步</translation>
    </message>
    <message>
      <source>{0} files</source>
      <translation>{0} 个文件</translation>
    </message>
    <message>
      <source>Take the photos of a folder</source>
      <translation>选取文件夹中的照片</translation>
    </message>
    <message>
      <source>Write the results into a folder</source>
      <translation>把结果写入文件夹</translation>
    </message>
    <message>
      <source>Take photos</source>
      <translation>选取照片</translation>
    </message>
  </context>
  <context>
    <name>BatchNormLaboratory</name>
    <message>
      <source>What is normalised.</source>
      <translation>对什么做归一化。</translation>
    </message>
    <message>
      <source>running = running × m + batch × (1 − m).</source>
      <translation>移动平均 = 移动平均 × m + 本批 × (1 − m)。</translation>
    </message>
    <message>
      <source>from 1</source>
      <translation>从 1 起</translation>
    </message>
    <message>
      <source>from 0</source>
      <translation>从 0 起</translation>
    </message>
    <message>
      <source>The running variance before the first batch: frameworks say 1, the chapter's text says 0.</source>
      <translation>第一批之前的移动方差：框架取 1，教程正文取 0。</translation>
    </message>
    <message>
      <source>Feed a batch</source>
      <translation>送入一批</translation>
    </message>
    <message>
      <source>Run one batch in training.</source>
      <translation>以训练模式运行一批。</translation>
    </message>
    <message>
      <source>Run ten batches in training, one after the other.</source>
      <translation>以训练模式依次运行十批。</translation>
    </message>
    <message>
      <source>Forget</source>
      <translation>清空</translation>
    </message>
    <message>
      <source>Begin again before the first batch.</source>
      <translation>回到第一批之前。</translation>
    </message>
    <message>
      <source>Keep in the step</source>
      <translation>存入该步骤</translation>
    </message>
    <message>
      <source>Make these running statistics those of the step.</source>
      <translation>把这些移动统计量写入该步骤。</translation>
    </message>
    <message>
      <source>Values</source>
      <translation>数据</translation>
    </message>
    <message>
      <source>Momentum</source>
      <translation>动量</translation>
    </message>
    <message>
      <source>Variance</source>
      <translation>方差</translation>
    </message>
    <message>
      <source>saved μ</source>
      <translation>保存 μ</translation>
    </message>
    <message>
      <source>saved σ²</source>
      <translation>保存 σ²</translation>
    </message>
    <message>
      <source>Statistics of each channel</source>
      <translation>每个通道的统计量</translation>
    </message>
    <message>
      <source>Mean and variance of this batch, and as remembered. Type γ and β; choose a channel to see its values.</source>
      <translation>本批的均值和方差，以及保存的均值和方差。γ 和 β 可直接输入；选一个通道查看它的值。</translation>
    </message>
    <message>
      <source>Running averages</source>
      <translation>移动平均</translation>
    </message>
    <message>
      <source>Spread of values</source>
      <translation>值的分布</translation>
    </message>
    <message>
      <source>Sample A with others</source>
      <translation>样本 A 与其他样本</translation>
    </message>
    <message>
      <source>What is remembered, how values are spread, the values, or one sample in two batches.</source>
      <translation>保存的统计量、值的分布、数值本身，或同一样本在两个批次中的结果。</translation>
    </message>
    <message>
      <source>Change the momentum</source>
      <translation>修改动量</translation>
    </message>
    <message>
      <source>Keep running statistics</source>
      <translation>保存移动统计量</translation>
    </message>
    <message>
      <source>Change γ and β</source>
      <translation>修改 γ 和 β</translation>
    </message>
  </context>
  <context>
    <name>BatchNormViews</name>
    <message>
      <source>x</source>
      <translation>x</translation>
    </message>
    <message>
      <source>training</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>inference</source>
      <translation>预测</translation>
    </message>
    <message>
      <source>A with B</source>
      <translation>A 与 B</translation>
    </message>
    <message>
      <source>A with C, D</source>
      <translation>A 与 C、D</translation>
    </message>
  </context>
  <context>
    <name>BatchPane</name>
    <message>
      <source>Photos of the batch</source>
      <translation>批次中的照片</translation>
    </message>
    <message>
      <source>Open several photos at once to run them as one batch.</source>
      <translation>一次打开多张照片，即可作为一个批次运行。</translation>
    </message>
    <message>
      <source>Crop</source>
      <translation>裁剪</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>适配</translation>
    </message>
    <message>
      <source>Crop keeps the middle of each photo, pixel for pixel; fit makes it smaller first.</source>
      <translation>裁剪逐像素保留每张照片的中央；适配先把它缩小。</translation>
    </message>
    <message>
      <source>Add photos to the batch.</source>
      <translation>向批次添加照片。</translation>
    </message>
    <message>
      <source>Take the photo out of the batch.</source>
      <translation>从批次中取出这张照片。</translation>
    </message>
  </context>
  <context>
    <name>BatchTable</name>
    <message>
      <source>Photo</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Result</source>
      <translation>结果</translation>
    </message>
    <message>
      <source>State</source>
      <translation>状态</translation>
    </message>
    <message>
      <source>new</source>
      <translation>新建</translation>
    </message>
    <message>
      <source>replaces the old file</source>
      <translation>替换旧文件</translation>
    </message>
    <message>
      <source>numbered</source>
      <translation>加编号</translation>
    </message>
    <message>
      <source>skipped: it is there already</source>
      <translation>跳过：已存在</translation>
    </message>
    <message>
      <source>skipped: nothing changed</source>
      <translation>跳过：没有变化</translation>
    </message>
    <message>
      <source>failed: {0}</source>
      <translation>失败：{0}</translation>
    </message>
    <message>
      <source>done in {0} s</source>
      <translation>完成，用时 {0} 秒</translation>
    </message>
  </context>
  <context>
    <name>BatchView</name>
    <message>
      <source>Files of the batch</source>
      <translation>批处理的文件</translation>
    </message>
  </context>
  <context>
    <name>Batches</name>
    <message>
      <source>{0} of {1} files of the batch are done. Stop it and close?</source>
      <translation>批处理已完成 {0} / {1} 个文件。停止并关闭吗？</translation>
    </message>
    <message>
      <source>Batch under way</source>
      <translation>批处理正在进行</translation>
    </message>
    <message>
      <source>Stop and close</source>
      <translation>停止并关闭</translation>
    </message>
    <message>
      <source>Finished</source>
      <translation>已完成</translation>
    </message>
    <message>
      <source>Stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>The batch is done: {0} written, {1} failed.</source>
      <translation>批处理完成：写入 {0} 个，失败 {1} 个。</translation>
    </message>
    <message>
      <source>The batch came to an end: {0}</source>
      <translation>批处理中止：{0}</translation>
    </message>
    <message>
      <source>The command is on the clipboard.</source>
      <translation>命令已复制到剪贴板。</translation>
    </message>
  </context>
  <context>
    <name>Bench</name>
    <message>
      <source>Rotate by 90° clockwise.</source>
      <translation>顺时针旋转 90°。</translation>
    </message>
    <message>
      <source>Rotate kernel</source>
      <translation>旋转卷积核</translation>
    </message>
    <message>
      <source>Rows become columns.</source>
      <translation>行变为列。</translation>
    </message>
    <message>
      <source>Transpose kernel</source>
      <translation>转置卷积核</translation>
    </message>
    <message>
      <source>Flip left to right.</source>
      <translation>左右翻转。</translation>
    </message>
    <message>
      <source>Flip kernel</source>
      <translation>翻转卷积核</translation>
    </message>
    <message>
      <source>Flip top to bottom.</source>
      <translation>上下翻转。</translation>
    </message>
    <message>
      <source>Negate every weight: w becomes −w.</source>
      <translation>每个权重取负：w 变为 −w。</translation>
    </message>
    <message>
      <source>Negate kernel</source>
      <translation>卷积核取负</translation>
    </message>
    <message>
      <source>Divide by the sum.</source>
      <translation>除以权重之和。</translation>
    </message>
    <message>
      <source>Normalise kernel</source>
      <translation>归一化卷积核</translation>
    </message>
    <message>
      <source>Sum</source>
      <translation>和</translation>
    </message>
    <message>
      <source>Min</source>
      <translation>最小</translation>
    </message>
    <message>
      <source>Max</source>
      <translation>最大</translation>
    </message>
    <message>
      <source>Copy	Ctrl+C</source>
      <translation>复制	Ctrl+C</translation>
    </message>
    <message>
      <source>Copy as NumPy</source>
      <translation>复制为 NumPy 代码</translation>
    </message>
    <message>
      <source>Copy for ImageJ</source>
      <translation>复制为 ImageJ 格式</translation>
    </message>
    <message>
      <source>Paste	Ctrl+V</source>
      <translation>粘贴	Ctrl+V</translation>
    </message>
    <message>
      <source>Set to 0	Del</source>
      <translation>置为 0	Del</translation>
    </message>
  </context>
  <context>
    <name>CellEditor</name>
    <message>
      <source>Weight</source>
      <translation>权重</translation>
    </message>
  </context>
  <context>
    <name>Choice</name>
    <message>
      <source>Summed</source>
      <translation>求和</translation>
    </message>
    <message>
      <source>Each alone</source>
      <translation>逐通道</translation>
    </message>
    <message>
      <source>Zeros</source>
      <translation>补零</translation>
    </message>
    <message>
      <source>Reflect</source>
      <translation>镜像</translation>
    </message>
    <message>
      <source>Replicate</source>
      <translation>边缘复制</translation>
    </message>
    <message>
      <source>Circular</source>
      <translation>循环</translation>
    </message>
    <message>
      <source>Upscale in training</source>
      <translation>训练时放大</translation>
    </message>
    <message>
      <source>Downscale in inference</source>
      <translation>预测时缩小</translation>
    </message>
    <message>
      <source>Exact</source>
      <translation>精确</translation>
    </message>
    <message>
      <source>Tanh</source>
      <translation>Tanh</translation>
    </message>
  </context>
  <context>
    <name>ChoiceRow</name>
    <message>
      <source>Summed over {0}</source>
      <translation>{0} 通道求和</translation>
    </message>
  </context>
  <context>
    <name>Commands</name>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>重做</translation>
    </message>
    <message>
      <source>Change the range</source>
      <translation>更改取值范围</translation>
    </message>
    <message>
      <source>The language changes when the program starts again.</source>
      <translation>语言将在程序下次启动时更换。</translation>
    </message>
    <message>
      <source>Duplicate step</source>
      <translation>复制步骤</translation>
    </message>
    <message>
      <source>Delete step</source>
      <translation>删除步骤</translation>
    </message>
    <message>
      <source>Design convolution kernels and small CNN pipelines on your own photos, and see exactly what every step does. Every number equals what Paddle, PyTorch and ONNX Runtime compute. MIT licence.</source>
      <translation>在您自己的照片上设计卷积核和小型 CNN 流水线，准确看到每个步骤做了什么。每个数值都与 Paddle、PyTorch 和 ONNX Runtime 的计算结果一致。MIT 许可证。</translation>
    </message>
    <message>
      <source>About Filter Workbench</source>
      <translation>关于 Filter Workbench</translation>
    </message>
    <message>
      <source>Filter Workbench</source>
      <translation>Filter Workbench</translation>
    </message>
  </context>
  <context>
    <name>ControlPanel</name>
    <message>
      <source>What can be done to all parameters.</source>
      <translation>对全部参数的操作。</translation>
    </message>
    <message>
      <source>Reset to defaults</source>
      <translation>恢复默认值</translation>
    </message>
    <message>
      <source>a is the step before it, b the one it is joined with.</source>
      <translation>a 是前一个步骤，b 是与它合并的步骤。</translation>
    </message>
    <message>
      <source>Change {0}</source>
      <translation>更改 {0}</translation>
    </message>
    <message>
      <source>Reset parameters</source>
      <translation>恢复默认参数</translation>
    </message>
  </context>
  <context>
    <name>CourseForm</name>
    <message>
      <source>The map that the filter should make: its own, an earlier one, or a picture of that size.</source>
      <translation>滤波器应当得到的图：自己的、前面某步的，或一张同样大小的图片。</translation>
    </message>
    <message>
      <source>Noise</source>
      <translation>随机</translation>
    </message>
    <message>
      <source>Zeros</source>
      <translation>全零</translation>
    </message>
    <message>
      <source>Present weights</source>
      <translation>当前权重</translation>
    </message>
    <message>
      <source>The weights before the first step.</source>
      <translation>第一步之前的权重。</translation>
    </message>
    <message>
      <source>Learning rate as a share of the largest one that settles; above 1 it runs away.</source>
      <translation>学习率，以能收敛的最大值为单位；大于 1 则发散。</translation>
    </message>
    <message>
      <source>How much of its last step each step keeps.</source>
      <translation>每一步保留上一步的多少。</translation>
    </message>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>How many examples each step looks at; few make it tremble.</source>
      <translation>每一步看多少个样本；样本少则抖动。</translation>
    </message>
    <message>
      <source>How many steps it goes.</source>
      <translation>走多少步。</translation>
    </message>
    <message>
      <source>Take the means away first, as BatchNorm does: all directions are learned more alike.</source>
      <translation>先减去均值，如 BatchNorm：各个方向学得更均匀。</translation>
    </message>
    <message>
      <source>Target</source>
      <translation>目标</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>起点</translation>
    </message>
    <message>
      <source>Rate</source>
      <translation>学习率</translation>
    </message>
    <message>
      <source>Momentum</source>
      <translation>动量</translation>
    </message>
    <message>
      <source>Batch</source>
      <translation>批量</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>步数</translation>
    </message>
    <message>
      <source>Centred</source>
      <translation>去均值</translation>
    </message>
  </context>
  <context>
    <name>CurvePlot</name>
    <message>
      <source>The slope of each function: what a gradient is multiplied by on its way back. Below, the share of today's inputs whose slope is under 0.01: dead where it is 0, saturated where it comes near it.</source>
      <translation>各函数的导数：反向传播时梯度要乘的数。下方是当前输入中导数小于 0.01 的比例：恰为 0 是失活，接近 0 是饱和。</translation>
    </message>
    <message>
      <source>What each activation makes of an input x; the strip below counts today's inputs.</source>
      <translation>各激活函数对输入 x 的输出；下方条带为当前输入的分布。</translation>
    </message>
    <message>
      <source>1/4, the most of Sigmoid′</source>
      <translation>1/4，Sigmoid′ 的最大值</translation>
    </message>
    <message>
      <source>inputs of</source>
      <translation>输入来自</translation>
    </message>
    <message>
      <source>Derivative</source>
      <translation>导数</translation>
    </message>
    <message>
      <source>Function</source>
      <translation>函数</translation>
    </message>
    <message>
      <source>dead</source>
      <translation>失活</translation>
    </message>
    <message>
      <source>saturated</source>
      <translation>饱和</translation>
    </message>
  </context>
  <context>
    <name>CurvesPane</name>
    <message>
      <source>ReLU and Sigmoid</source>
      <translation>ReLU 与 Sigmoid</translation>
    </message>
    <message>
      <source>Another activation to compare with.</source>
      <translation>再选一个激活函数来比较。</translation>
    </message>
  </context>
  <context>
    <name>DropoutLaboratory</name>
    <message>
      <source>What is dropped from.</source>
      <translation>对什么做丢弃。</translation>
    </message>
    <message>
      <source>The chance of each value to become 0.</source>
      <translation>每个值变为 0 的概率。</translation>
    </message>
    <message>
      <source>Which values are dropped; the same every time.</source>
      <translation>决定丢弃哪些值；每次相同。</translation>
    </message>
    <message>
      <source>How many draws the mean and the spread are of.</source>
      <translation>均值和离散程度取自多少次抽取。</translation>
    </message>
    <message>
      <source>Values</source>
      <translation>数据</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>种子</translation>
    </message>
    <message>
      <source>Draws</source>
      <translation>抽取次数</translation>
    </message>
    <message>
      <source>mean of</source>
      <translation>均值</translation>
    </message>
    <message>
      <source>one draw</source>
      <translation>一次抽取</translation>
    </message>
    <message>
      <source>{0} draws</source>
      <translation>{0} 次抽取</translation>
    </message>
    <message>
      <source>inference</source>
      <translation>预测</translation>
    </message>
    <message>
      <source>Means of the values</source>
      <translation>数值的均值</translation>
    </message>
    <message>
      <source>Both ways keep what one expects the same in training and in inference.</source>
      <translation>两种方式都使训练和预测的期望一致。</translation>
    </message>
    <message>
      <source>What the layer reads.</source>
      <translation>该层的输入。</translation>
    </message>
    <message>
      <source>White is kept, black becomes 0; beside it, the share kept.</source>
      <translation>白色保留，黑色变为 0；旁边是保留的比例。</translation>
    </message>
    <message>
      <source>What one draw leaves.</source>
      <translation>一次抽取留下的数值。</translation>
    </message>
    <message>
      <source>The mean of all draws.</source>
      <translation>全部抽取的均值。</translation>
    </message>
    <message>
      <source>The standard deviation over all draws.</source>
      <translation>全部抽取的标准差。</translation>
    </message>
    <message>
      <source>What inference makes of it.</source>
      <translation>预测时得到的数值。</translation>
    </message>
    <message>
      <source>Upscale</source>
      <translation>训练时放大</translation>
    </message>
    <message>
      <source>Downscale</source>
      <translation>预测时缩小</translation>
    </message>
    <message>
      <source>Where the loss is made up for: ÷ (1 − p) in training, or × (1 − p) in inference.</source>
      <translation>在哪里补偿损失：训练时 ÷ (1 − p)，或预测时 × (1 − p)。</translation>
    </message>
    <message>
      <source>Change the share dropped</source>
      <translation>修改丢弃比例</translation>
    </message>
    <message>
      <source>Change the seed</source>
      <translation>修改种子</translation>
    </message>
    <message>
      <source>x</source>
      <translation>x</translation>
    </message>
    <message>
      <source>Mask</source>
      <translation>掩码</translation>
    </message>
    <message>
      <source>One draw</source>
      <translation>一次抽取</translation>
    </message>
    <message>
      <source>Mean</source>
      <translation>均值</translation>
    </message>
    <message>
      <source>Spread</source>
      <translation>分布</translation>
    </message>
    <message>
      <source>Inference</source>
      <translation>预测</translation>
    </message>
    <message>
      <source>upscale</source>
      <translation>放大</translation>
    </message>
    <message>
      <source>downscale</source>
      <translation>缩小</translation>
    </message>
  </context>
  <context>
    <name>ExplainPane</name>
    <message>
      <source>Copy the ledger as text, CSV or LaTeX.</source>
      <translation>把账目复制为文本、CSV 或 LaTeX。</translation>
    </message>
    <message>
      <source>Copy as text</source>
      <translation>复制为文本</translation>
    </message>
    <message>
      <source>Copy as CSV</source>
      <translation>复制为 CSV</translation>
    </message>
    <message>
      <source>Copy as LaTeX</source>
      <translation>复制为 LaTeX</translation>
    </message>
    <message>
      <source>Explain nothing; the marks in the pictures go.</source>
      <translation>不再解释；图上的标记随之消失。</translation>
    </message>
    <message>
      <source>Click a pixel in a picture to see where its value comes from.</source>
      <translation>在图上点一个像素，看它的数值从哪里来。</translation>
    </message>
  </context>
  <context>
    <name>Explaining</name>
    <message>
      <source>The lesson asks for this value: answer first, then see what it is made of.</source>
      <translation>课程正在问这个数值：先回答，再看它由什么组成。</translation>
    </message>
  </context>
  <context>
    <name>ExportDialog</name>
    <message>
      <source>Export picture</source>
      <translation>导出图片</translation>
    </message>
    <message>
      <source>Which maps of the step are saved.</source>
      <translation>保存该步骤的哪些特征图。</translation>
    </message>
    <message>
      <source>The kind of file and how many bits each value has.</source>
      <translation>文件类型以及每个数值的位数。</translation>
    </message>
    <message>
      <source>Float: the values as they are, nothing is lost</source>
      <translation>浮点：原样保存数值，没有损失</translation>
    </message>
    <message>
      <source>How values become shades of the file.</source>
      <translation>数值如何变为文件中的明暗。</translation>
    </message>
    <message>
      <source>{0} pixels wide</source>
      <translation>宽 {0} 像素</translation>
    </message>
    <message>
      <source>How large each map is drawn.</source>
      <translation>每张特征图画多大。</translation>
    </message>
    <message>
      <source>Keep the photo's EXIF: camera, time, place, rights.</source>
      <translation>保留照片的 EXIF：相机、时间、地点、版权。</translation>
    </message>
    <message>
      <source>Let the PNG carry the pipeline: dropped on the window, it restores it.</source>
      <translation>让 PNG 带上流水线：拖到窗口上即可恢复。</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>As</source>
      <translation>格式</translation>
    </message>
    <message>
      <source>Values</source>
      <translation>数值</translation>
    </message>
    <message>
      <source>Maps</source>
      <translation>特征图</translation>
    </message>
    <message>
      <source>Keep the photo's EXIF: camera, time, place, rights</source>
      <translation>保留照片的 EXIF：相机、时间、地点、版权</translation>
    </message>
    <message>
      <source>Let the PNG carry the pipeline</source>
      <translation>让 PNG 带上流水线</translation>
    </message>
    <message>
      <source>Save…</source>
      <translation>保存…</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>The map shown: {0}, channel {1}</source>
      <translation>当前的特征图：{0}，通道 {1}</translation>
    </message>
    <message>
      <source>The colours shown</source>
      <translation>当前显示的颜色</translation>
    </message>
    <message>
      <source>All maps</source>
      <translation>全部特征图</translation>
    </message>
    <message>
      <source>Contact sheet of all maps, with labels</source>
      <translation>所有特征图的总览图，带标签</translation>
    </message>
  </context>
  <context>
    <name>Exports</name>
    <message>
      <source>There is nothing to export while the step is refused; mend it first.</source>
      <translation>步骤被拒绝时没有可导出的内容；请先修正。</translation>
    </message>
    <message>
      <source>Export picture</source>
      <translation>导出图片</translation>
    </message>
    <message>
      <source>{0} would overwrite the photo it is made from; choose another name.</source>
      <translation>{0} 会覆盖它所来自的照片；请另选名称。</translation>
    </message>
    <message>
      <source>Saving {0}</source>
      <translation>正在保存 {0}</translation>
    </message>
    <message>
      <source>{0} of {1} files are already there, {2} and on. Overwrite them?</source>
      <translation>{1} 个文件中有 {0} 个已经存在，从 {2} 起。要覆盖吗？</translation>
    </message>
    <message>
      <source>Overwrite files</source>
      <translation>覆盖文件</translation>
    </message>
    <message>
      <source>Overwrite</source>
      <translation>覆盖</translation>
    </message>
    <message>
      <source>{0} is not finished. Stop it and close?</source>
      <translation>{0}还没有完成。要停止并关闭吗？</translation>
    </message>
    <message>
      <source>Export under way</source>
      <translation>正在导出</translation>
    </message>
    <message>
      <source>Stop and close</source>
      <translation>停止并关闭</translation>
    </message>
    <message>
      <source>Stopped; {0} was not written.</source>
      <translation>已停止；{0} 没有写入。</translation>
    </message>
    <message>
      <source>Saved {0}.</source>
      <translation>已保存 {0}。</translation>
    </message>
    <message>
      <source>Saved {0} files, {1} and on.</source>
      <translation>已保存 {0} 个文件，从 {1} 起。</translation>
    </message>
  </context>
  <context>
    <name>Facts</name>
    <message>
      <source>Counting what would be lost…</source>
      <translation>正在统计会损失什么…</translation>
    </message>
    <message>
      <source>Counting what would be lost: {0} %</source>
      <translation>正在统计会损失什么：{0} %</translation>
    </message>
    <message>
      <source>The least value of each photo becomes black, its largest white; nothing is cut off.</source>
      <translation>每张照片的最小值变为黑，最大值变为白；没有截断。</translation>
    </message>
    <message>
      <source>Counted in {0}.</source>
      <translation>据 {0} 统计。</translation>
    </message>
    <message>
      <source>Every map is averaged down and drawn as the window draws it, with its channel and range.</source>
      <translation>每张特征图按平均缩小，画法与窗口中相同，并标出通道和取值范围。</translation>
    </message>
    <message>
      <source>The least value of each map becomes black, its largest white; nothing is cut off.</source>
      <translation>每张特征图的最小值变为黑，最大值变为白；没有截断。</translation>
    </message>
    <message>
      <source>{0} files are written, one for each map.</source>
      <translation>将写入 {0} 个文件，每张特征图一个。</translation>
    </message>
    <message>
      <source>All maps go into one file.</source>
      <translation>所有特征图写入同一个文件。</translation>
    </message>
    <message>
      <source>They are computed in training mode.</source>
      <translation>按训练模式计算。</translation>
    </message>
    <message>
      <source>at most {0}</source>
      <translation>最多 {0}</translation>
    </message>
    <message>
      <source>Values {0} to {1}.</source>
      <translation>数值从 {0} 到 {1}。</translation>
    </message>
    <message>
      <source>They are written as they are; nothing is lost.</source>
      <translation>数值原样写入，没有损失。</translation>
    </message>
    <message>
      <source>{0} becomes black and {1} white; nothing is cut off.</source>
      <translation>{0} 变为黑，{1} 变为白；没有截断。</translation>
    </message>
    <message>
      <source>{0} below {1}</source>
      <translation>{0} 低于 {1}</translation>
    </message>
    <message>
      <source>{0} above {1}</source>
      <translation>{0} 高于 {1}</translation>
    </message>
    <message>
      <source>Cut off: {0}.</source>
      <translation>被截断：{0}。</translation>
    </message>
    <message>
      <source>, </source>
      <translation>，</translation>
    </message>
    <message>
      <source>Nothing is cut off.</source>
      <translation>没有截断。</translation>
    </message>
    <message>
      <source>{0} lose their minus sign.</source>
      <translation>{0} 失去负号。</translation>
    </message>
    <message>
      <source>{0} are NaN and become black.</source>
      <translation>{0} 为 NaN，变为黑。</translation>
    </message>
    <message>
      <source>Rounded to {0} shades.</source>
      <translation>舍入为 {0} 级灰度。</translation>
    </message>
    <message>
      <source>JPEG changes them a little more.</source>
      <translation>JPEG 还会再略微改变数值。</translation>
    </message>
  </context>
  <context>
    <name>FeatureMapsPane</name>
    <message>
      <source>Feature maps</source>
      <translation>特征图</translation>
    </message>
    <message>
      <source>Shared levels</source>
      <translation>统一色阶</translation>
    </message>
    <message>
      <source>Each its own</source>
      <translation>各自色阶</translation>
    </message>
    <message>
      <source>Draw all maps with one range of values, so that they compare, or each with its own.</source>
      <translation>全部特征图用同一取值范围绘制以便比较，或各用各的范围。</translation>
    </message>
  </context>
  <context>
    <name>Field</name>
    <message>
      <source>{0} is too small; the least is {1}.</source>
      <translation>{0} 太小；最小为 {1}。</translation>
    </message>
  </context>
  <context>
    <name>FigureDialog</name>
    <message>
      <source>Export figure</source>
      <translation>导出图示</translation>
    </message>
    <message>
      <source>Saved {0}.</source>
      <translation>已保存 {0}。</translation>
    </message>
  </context>
  <context>
    <name>Files</name>
    <message>
      <source>Photos and pipelines</source>
      <translation>照片和流水线</translation>
    </message>
    <message>
      <source>Pipelines and ONNX models</source>
      <translation>流水线和 ONNX 模型</translation>
    </message>
    <message>
      <source>All files</source>
      <translation>所有文件</translation>
    </message>
    <message>
      <source>Open a photo or a pipeline</source>
      <translation>打开照片或流水线</translation>
    </message>
    <message>
      <source>The clipboard holds no picture and no numbers; copy one in another program first.</source>
      <translation>剪贴板里既没有图片也没有数字；请先在别的程序里复制。</translation>
    </message>
  </context>
  <context>
    <name>FilterChooser</name>
    <message>
      <source>The filter being edited: one for each output channel.</source>
      <translation>正在编辑的卷积核：每个输出通道一个。</translation>
    </message>
    <message>
      <source>The input channel whose weights are shown.</source>
      <translation>显示哪个输入通道的权重。</translation>
    </message>
    <message>
      <source>Previous filter.</source>
      <translation>上一个卷积核。</translation>
    </message>
    <message>
      <source>Next filter.</source>
      <translation>下一个卷积核。</translation>
    </message>
    <message>
      <source>{0} of {1}</source>
      <translation>{0} / {1}</translation>
    </message>
    <message>
      <source>in {0}</source>
      <translation>输入 {0}</translation>
    </message>
  </context>
  <context>
    <name>FiltersRow</name>
    <message>
      <source>Filters</source>
      <translation>卷积核数</translation>
    </message>
    <message>
      <source>Each filter makes one output channel from all input channels of its group.</source>
      <translation>每个卷积核由其所在组的全部输入通道得到一个输出通道。</translation>
    </message>
  </context>
  <context>
    <name>Formula</name>
    <message>
      <source>span</source>
      <translation>跨度</translation>
    </message>
    <message>
      <source>kernel</source>
      <translation>卷积核</translation>
    </message>
    <message>
      <source>(size + pads − {0}) ÷ stride</source>
      <translation>(尺寸 + 填充 − {0}) ÷ 步幅</translation>
    </message>
    <message>
      <source>span {0}</source>
      <translation>跨度 {0}</translation>
    </message>
  </context>
  <context>
    <name>GradientPane</name>
    <message>
      <source>Of this pipeline</source>
      <translation>当前流水线</translation>
    </message>
    <message>
      <source>Vanishing gradient</source>
      <translation>梯度消失</translation>
    </message>
    <message>
      <source>Receptive field</source>
      <translation>感受野</translation>
    </message>
    <message>
      <source>Learning</source>
      <translation>学习</translation>
    </message>
    <message>
      <source>Of this pipeline, of a stack of blocks, of one value within its field, or learning along it.</source>
      <translation>本流程的、多层堆叠的、感受野内单个值的梯度，或沿梯度学习。</translation>
    </message>
  </context>
  <context>
    <name>HistogramPane</name>
    <message>
      <source>This map</source>
      <translation>当前特征图</translation>
    </message>
    <message>
      <source>All maps</source>
      <translation>全部特征图</translation>
    </message>
    <message>
      <source>Count the values of the map shown, or of all maps of the step.</source>
      <translation>统计当前特征图或该步骤全部特征图的数值。</translation>
    </message>
    <message>
      <source>Minimum</source>
      <translation>最小值</translation>
    </message>
    <message>
      <source>Maximum</source>
      <translation>最大值</translation>
    </message>
    <message>
      <source>Mean</source>
      <translation>均值</translation>
    </message>
    <message>
      <source>Standard deviation</source>
      <translation>标准差</translation>
    </message>
    <message>
      <source>Below 0</source>
      <translation>小于 0</translation>
    </message>
    <message>
      <source>Above the range</source>
      <translation>超出范围</translation>
    </message>
    <message>
      <source>Not a number</source>
      <translation>非数值</translation>
    </message>
    <message>
      <source>all values</source>
      <translation>全部数值</translation>
    </message>
    <message>
      <source>sampled</source>
      <translation>采样</translation>
    </message>
  </context>
  <context>
    <name>KernelEditor</name>
    <message>
      <source>Kernel</source>
      <translation>卷积核</translation>
    </message>
    <message>
      <source>Keep a symmetry while weights are typed or scrubbed.</source>
      <translation>输入或拖动权重时保持对称。</translation>
    </message>
    <message>
      <source>Show which frequencies the kernel lets through.</source>
      <translation>显示卷积核让哪些频率通过。</translation>
    </message>
    <message>
      <source>Presets</source>
      <translation>预设</translation>
    </message>
    <message>
      <source>Replace the kernel by a named one.</source>
      <translation>换成一个有名称的卷积核。</translation>
    </message>
    <message>
      <source>row {0}, column {1}</source>
      <translation>第 {0} 行，第 {1} 列</translation>
    </message>
    <message>
      <source>Use a named kernel</source>
      <translation>使用预设卷积核</translation>
    </message>
  </context>
  <context>
    <name>KernelGrid</name>
    <message>
      <source>Kernel weights</source>
      <translation>卷积核权重</translation>
    </message>
    <message>
      <source>Change weight</source>
      <translation>更改权重</translation>
    </message>
    <message>
      <source>Paste kernel</source>
      <translation>粘贴卷积核</translation>
    </message>
    <message>
      <source>Paste weights</source>
      <translation>粘贴权重</translation>
    </message>
    <message>
      <source>Clear weights</source>
      <translation>权重置零</translation>
    </message>
    <message>
      <source>Scrub weight</source>
      <translation>拖动调整权重</translation>
    </message>
  </context>
  <context>
    <name>KernelSizeRow</name>
    <message>
      <source>Kernel size</source>
      <translation>卷积核大小</translation>
    </message>
  </context>
  <context>
    <name>KernelView</name>
    <message>
      <source>Row {0}, column {1}: {2}. Drag up or down to scrub.</source>
      <translation>第 {0} 行，第 {1} 列：{2}。上下拖动可调整。</translation>
    </message>
  </context>
  <context>
    <name>Laboratory</name>
    <message>
      <source>The lesson asks for these values: answer first, then look.</source>
      <translation>课程要问这些数值：先回答，再看。</translation>
    </message>
  </context>
  <context>
    <name>LearningPage</name>
    <message>
      <source>Root mean square error after each step; point at one to see its kernel.</source>
      <translation>每一步之后的均方根误差；指向某一步可看当时的卷积核。</translation>
    </message>
    <message>
      <source>Reads</source>
      <translation>读入</translation>
    </message>
    <message>
      <source>What the filter reads, in the middle of the view.</source>
      <translation>滤波器在视野中央读到的内容。</translation>
    </message>
    <message>
      <source>Makes</source>
      <translation>得到</translation>
    </message>
    <message>
      <source>What the learned filter makes of it.</source>
      <translation>学到的滤波器由此得到的结果。</translation>
    </message>
    <message>
      <source>Should make</source>
      <translation>应得</translation>
    </message>
    <message>
      <source>What it should make.</source>
      <translation>它应当得到的结果。</translation>
    </message>
    <message>
      <source>Learned</source>
      <translation>学到</translation>
    </message>
    <message>
      <source>The weights after this step.</source>
      <translation>这一步之后的权重。</translation>
    </message>
    <message>
      <source>Best</source>
      <translation>最优</translation>
    </message>
    <message>
      <source>The weights with the least error of all, by least squares.</source>
      <translation>误差最小的权重，由最小二乘法求得。</translation>
    </message>
    <message>
      <source>Error</source>
      <translation>误差</translation>
    </message>
    <message>
      <source>What it makes less what it should.</source>
      <translation>得到的减去应得的。</translation>
    </message>
    <message>
      <source>Watch it learn.</source>
      <translation>观看学习过程。</translation>
    </message>
    <message>
      <source>Take learned</source>
      <translation>采用学到的</translation>
    </message>
    <message>
      <source>Make the learned weights shown those of the step.</source>
      <translation>把所示的学到的权重用于这一步。</translation>
    </message>
    <message>
      <source>Take best</source>
      <translation>采用最优</translation>
    </message>
    <message>
      <source>Make the least squares weights those of the step.</source>
      <translation>把最小二乘的权重用于这一步。</translation>
    </message>
    <message>
      <source>Select a convolution: this learns its weights from what it should make.</source>
      <translation>请选择一个卷积：由它应得的结果学习它的权重。</translation>
    </message>
    <message>
      <source>Kernel of {0}</source>
      <translation>{0} 的卷积核</translation>
    </message>
    <message>
      <source>Photo</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Map of {0}</source>
      <translation>{0} 的特征图</translation>
    </message>
    <message>
      <source>A picture…</source>
      <translation>一张图片…</translation>
    </message>
    <message>
      <source>A picture to learn from</source>
      <translation>选择要学习的图片</translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Step</source>
      <translation>步</translation>
    </message>
    <message>
      <source>Least possible</source>
      <translation>最小可能误差</translation>
    </message>
    <message>
      <source>Largest rate</source>
      <translation>最大学习率</translation>
    </message>
    <message>
      <source>Condition</source>
      <translation>条件数</translation>
    </message>
    <message>
      <source>Learn a filter</source>
      <translation>学习滤波器</translation>
    </message>
  </context>
  <context>
    <name>LedgerView</name>
    <message>
      <source>Ledger</source>
      <translation>账目</translation>
    </message>
  </context>
  <context>
    <name>LessonDialog</name>
    <message>
      <source>What is the shape of {0}?</source>
      <translation>{0} 的形状是什么？</translation>
    </message>
    <message>
      <source>How many rows of the photo does a value of {0} see?</source>
      <translation>{0} 的一个数值看到照片的多少行？</translation>
    </message>
    <message>
      <source>What is the value of {0} at row {1}, column {2}, channel {3}?</source>
      <translation>{0} 在第 {1} 行、第 {2} 列、通道 {3} 的数值是多少？</translation>
    </message>
    <message>
      <source>What is the value of {0} at row {1}, column {2}, channel {3}, photo {4} of the batch?</source>
      <translation>批次中第 {4} 张照片，{0} 在第 {1} 行第 {2} 列、通道 {3} 的数值是多少？</translation>
    </message>
    <message>
      <source>What does {0} make of feature {1} of sample {2}?</source>
      <translation>{0} 把样本 {2} 的特征 {1} 变成多少？</translation>
    </message>
    <message>
      <source>How many weights has {0}?</source>
      <translation>{0} 有多少权重？</translation>
    </message>
    <message>
      <source>How many biases has {0}?</source>
      <translation>{0} 有多少偏置？</translation>
    </message>
    <message>
      <source>How many multiplications does {0} take?</source>
      <translation>{0} 需要多少次乘法？</translation>
    </message>
    <message>
      <source>How many additions does {0} take?</source>
      <translation>{0} 需要多少次加法？</translation>
    </message>
    <message>
      <source>What is the mean of what {0} reads, channel {1}?</source>
      <translation>{0} 所读数据的通道 {1} 的均值是多少？</translation>
    </message>
    <message>
      <source>What is the variance of what {0} reads, channel {1}?</source>
      <translation>{0} 所读数据的通道 {1} 的方差是多少？</translation>
    </message>
    <message>
      <source>What mean does {0} remember of channel {1} after this batch?</source>
      <translation>这个批次之后，{0} 记住的通道 {1} 的均值是多少？</translation>
    </message>
    <message>
      <source>What variance does {0} remember of channel {1} after this batch?</source>
      <translation>这个批次之后，{0} 记住的通道 {1} 的方差是多少？</translation>
    </message>
    <message>
      <source>Save as a lesson</source>
      <translation>保存为课程</translation>
    </message>
    <message>
      <source>What the lesson is called.</source>
      <translation>课程的名称。</translation>
    </message>
    <message>
      <source>The language of the title and the text; write both and the lesson speaks both.</source>
      <translation>标题和正文的语言；两种都写，课程就有两种语言。</translation>
    </message>
    <message>
      <source>The lesson's text; an empty line begins a paragraph.</source>
      <translation>课程的文字；空行分段。</translation>
    </message>
    <message>
      <source>The lesson begins as the window is now: step, map, explained value, tab and page, training or inference.</source>
      <translation>课程从窗口现在的样子开始：步骤、特征图和所解释的数值，标签页及其中的页，训练或预测。</translation>
    </message>
    <message>
      <source>Save…</source>
      <translation>保存…</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Title</source>
      <translation>标题</translation>
    </message>
    <message>
      <source>Text</source>
      <translation>文字</translation>
    </message>
    <message>
      <source>Hide and ask</source>
      <translation>隐藏并提问</translation>
    </message>
  </context>
  <context>
    <name>LessonFiles</name>
    <message>
      <source>Lessons</source>
      <translation>课程</translation>
    </message>
    <message>
      <source>Save the lesson</source>
      <translation>保存课程</translation>
    </message>
    <message>
      <source>Saved {0}.</source>
      <translation>已保存 {0}。</translation>
    </message>
  </context>
  <context>
    <name>LessonPanel</name>
    <message>
      <source>Lesson</source>
      <translation>课程</translation>
    </message>
    <message>
      <source>Previous lesson.</source>
      <translation>上一课。</translation>
    </message>
    <message>
      <source>Next lesson.</source>
      <translation>下一课。</translation>
    </message>
    <message>
      <source>Close the lesson; photo and pipeline stay.</source>
      <translation>关闭课程；照片和流水线保留。</translation>
    </message>
    <message>
      <source>Predict, then reveal</source>
      <translation>先预测，再揭晓</translation>
    </message>
  </context>
  <context>
    <name>Lessons</name>
    <message>
      <source>{0} of {1}</source>
      <translation>{0} / {1}</translation>
    </message>
    <message>
      <source>Only a shape: there are no values to see.</source>
      <translation>只有形状，没有数值可看。</translation>
    </message>
    <message>
      <source>Working it out…</source>
      <translation>正在计算…</translation>
    </message>
    <message>
      <source>Not {0}. Work out: {1}</source>
      <translation>不是 {0}。请计算：{1}</translation>
    </message>
  </context>
  <context>
    <name>ListRow</name>
    <message>
      <source>, </source>
      <translation>、</translation>
    </message>
  </context>
  <context>
    <name>MapsModel</name>
    <message>
      <source>Click the map that is shown to explain a value of it.</source>
      <translation>点正在显示的图，解释其中的一个数值。</translation>
    </message>
  </context>
  <context>
    <name>Means</name>
    <message>
      <source>The mean of all values over 1, 2, … draws; dashed, what inference makes of them.</source>
      <translation>1、2、…… 次抽取后所有值的均值；虚线是预测的结果。</translation>
    </message>
    <message>
      <source>mean over n draws</source>
      <translation>n 次抽取的均值</translation>
    </message>
  </context>
  <context>
    <name>Models</name>
    <message>
      <source>ONNX models</source>
      <translation>ONNX 模型</translation>
    </message>
    <message>
      <source>Python files</source>
      <translation>Python 文件</translation>
    </message>
    <message>
      <source>Export the pipeline</source>
      <translation>导出流水线</translation>
    </message>
    <message>
      <source>Writing {0}</source>
      <translation>正在写入 {0}</translation>
    </message>
    <message>
      <source>Saved {0}. Run it with Python to see that it agrees.</source>
      <translation>已保存 {0}。用 Python 运行它即可验证结果一致。</translation>
    </message>
    <message>
      <source>Saved {0}. workbench check runs it on the example that it carries.</source>
      <translation>已保存 {0}。workbench check 会用它自带的示例来验证。</translation>
    </message>
    <message>
      <source>Opening {0}</source>
      <translation>正在打开 {0}</translation>
    </message>
    <message>
      <source>Only the first {0} steps of {1} are opened:</source>
      <translation>只打开了 {1} 的前 {0} 个步骤：</translation>
    </message>
    <message>
      <source>Kernels: text, CSV, NPY, JSON</source>
      <translation>卷积核：文本、CSV、NPY、JSON</translation>
    </message>
    <message>
      <source>Import a kernel</source>
      <translation>导入卷积核</translation>
    </message>
    <message>
      <source>All files</source>
      <translation>所有文件</translation>
    </message>
    <message>
      <source>Import kernel</source>
      <translation>导入卷积核</translation>
    </message>
  </context>
  <context>
    <name>NoticeBar</name>
    <message>
      <source>Close this message.</source>
      <translation>关闭此消息。</translation>
    </message>
  </context>
  <context>
    <name>NumberField</name>
    <message>
      <source>“{0}” is not a whole number.</source>
      <translation>“{0}”不是整数。</translation>
    </message>
    <message>
      <source>{0} is too large; the most is {1}.</source>
      <translation>{0} 太大；最大为 {1}。</translation>
    </message>
  </context>
  <context>
    <name>NumbersEditor</name>
    <message>
      <source>Numbers</source>
      <translation>数字</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>表格</translation>
    </message>
    <message>
      <source>A picture has rows and columns; a table has samples as rows and features as columns.</source>
      <translation>图片有行和列；表格以样本为行、特征为列。</translation>
    </message>
    <message>
      <source>How many rows there are.</source>
      <translation>有多少行。</translation>
    </message>
    <message>
      <source>How many columns there are.</source>
      <translation>有多少列。</translation>
    </message>
    <message>
      <source>How many channels there are.</source>
      <translation>有多少通道。</translation>
    </message>
    <message>
      <source>How many samples the batch has.</source>
      <translation>批次有多少样本。</translation>
    </message>
    <message>
      <source>The sample and channel whose numbers are shown.</source>
      <translation>显示哪个样本、哪个通道的数字。</translation>
    </message>
    <message>
      <source>Type, or paste rows from a spreadsheet or NumPy.</source>
      <translation>直接输入，或从电子表格、NumPy 粘贴。</translation>
    </message>
    <message>
      <source>sample {0}, channel {1}</source>
      <translation>样本 {0}，通道 {1}</translation>
    </message>
    <message>
      <source>Resize the numbers</source>
      <translation>改变数字的尺寸</translation>
    </message>
    <message>
      <source>Change the layout</source>
      <translation>改变布局</translation>
    </message>
  </context>
  <context>
    <name>OddField</name>
    <message>
      <source>{0} is even; a kernel with a middle has an odd size.</source>
      <translation>{0} 是偶数；有中心的核，边长是奇数。</translation>
    </message>
  </context>
  <context>
    <name>Opening</name>
    <message>
      <source>Opening {0}</source>
      <translation>正在打开 {0}</translation>
    </message>
  </context>
  <context>
    <name>OutputSize</name>
    <message>
      <source>Output size</source>
      <translation>输出尺寸</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Take the last edit back.</source>
      <translation>撤销上一次修改。</translation>
    </message>
    <message>
      <source>Parameters</source>
      <translation>参数量</translation>
    </message>
    <message>
      <source>Multiply–adds</source>
      <translation>乘加次数</translation>
    </message>
    <message>
      <source>below 1</source>
      <translation>小于 1</translation>
    </message>
    <message>
      <source>refused</source>
      <translation>无法计算</translation>
    </message>
    <message>
      <source>Hidden until the lesson's question is answered.</source>
      <translation>回答课程的问题之前不显示。</translation>
    </message>
    <message>
      <source>Open a photo to see the size.</source>
      <translation>打开照片以查看尺寸。</translation>
    </message>
    <message>
      <source>Switched off: its input passes through.</source>
      <translation>已关闭：输入原样通过。</translation>
    </message>
    <message>
      <source>An earlier step is refused.</source>
      <translation>前面有步骤无法计算。</translation>
    </message>
    <message>
      <source>{0} inputs to {1} outputs.</source>
      <translation>{0} 个输入，{1} 个输出。</translation>
    </message>
    <message>
      <source>The same size as its input.</source>
      <translation>与输入尺寸相同。</translation>
    </message>
  </context>
  <context>
    <name>PadsRow</name>
    <message>
      <source>By hand</source>
      <translation>手动</translation>
    </message>
    <message>
      <source>Same</source>
      <translation>same</translation>
    </message>
    <message>
      <source>By hand, or as much as makes the output as large as the input ÷ stride.</source>
      <translation>手动设置，或自动填充使输出尺寸等于输入尺寸 ÷ 步幅。</translation>
    </message>
  </context>
  <context>
    <name>Palette</name>
    <message>
      <source>Search actions</source>
      <translation>搜索操作</translation>
    </message>
    <message>
      <source>Actions found</source>
      <translation>找到的操作</translation>
    </message>
  </context>
  <context>
    <name>PicturePane</name>
    <message>
      <source>Picture</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Values from the darkest to the brightest shown; the data itself is unchanged.</source>
      <translation>从最暗到最亮所显示的数值范围；数据本身不变。</translation>
    </message>
    <message>
      <source>exact</source>
      <translation>精确</translation>
    </message>
    <message>
      <source>Which frame, or page, of the file is shown.</source>
      <translation>显示文件中的哪一帧或哪一页。</translation>
    </message>
    <message>
      <source>Photo left, map right of a divider to drag (Ctrl+\); \ shows the photo alone.</source>
      <translation>分隔线左边是照片，右边是特征图，可拖动（Ctrl+\）；\ 只看照片。</translation>
    </message>
    <message>
      <source>Colours of differences, that lie above and below 0: middle gray is 0.</source>
      <translation>差值的颜色，有正有负：中灰为 0。</translation>
    </message>
    <message>
      <source>last good</source>
      <translation>上次结果</translation>
    </message>
    <message>
      <source>approximate</source>
      <translation>近似</translation>
    </message>
  </context>
  <context>
    <name>PipelineBuilder</name>
    <message>
      <source>Pipeline</source>
      <translation>流水线</translation>
    </message>
    <message>
      <source>Add a step behind the selected one.</source>
      <translation>在所选步骤之后添加步骤。</translation>
    </message>
    <message>
      <source>What can be done to a step.</source>
      <translation>对步骤的操作。</translation>
    </message>
    <message>
      <source>Open a photo</source>
      <translation>打开照片</translation>
    </message>
    <message>
      <source>Add a step</source>
      <translation>添加步骤</translation>
    </message>
    <message>
      <source>{0} with {1}</source>
      <translation>{0}，与 {1}</translation>
    </message>
    <message>
      <source>{0} of {1}</source>
      <translation>{0}，读取 {1}</translation>
    </message>
    <message>
      <source>refused</source>
      <translation>无法计算</translation>
    </message>
    <message>
      <source>{0} reads {1}, so it must stay behind it. Choose another step to read first.</source>
      <translation>{0} 读取 {1}，因此必须排在它之后。请先改为读取其他步骤。</translation>
    </message>
    <message>
      <source>Add {0}</source>
      <translation>添加 {0}</translation>
    </message>
    <message>
      <source>Switch {0} off</source>
      <translation>关闭 {0}</translation>
    </message>
    <message>
      <source>Switch {0} on</source>
      <translation>启用 {0}</translation>
    </message>
    <message>
      <source>Move {0}</source>
      <translation>移动 {0}</translation>
    </message>
    <message>
      <source>Rename {0}</source>
      <translation>重命名 {0}</translation>
    </message>
    <message>
      <source>Delete {0}</source>
      <translation>删除 {0}</translation>
    </message>
    <message>
      <source>Duplicate {0}</source>
      <translation>复制 {0}</translation>
    </message>
  </context>
  <context>
    <name>PipelineGradient</name>
    <message>
      <source>Sum</source>
      <translation>总和</translation>
    </message>
    <message>
      <source>Energy</source>
      <translation>能量</translation>
    </message>
    <message>
      <source>L is the sum of the map's values, or half the sum of their squares, which no signs cancel.</source>
      <translation>L 是特征图各值之和，或平方和的一半（正负不会相互抵消）。</translation>
    </message>
    <message>
      <source>Root of the mean square of ∂L/∂value, from the step back to the photo.</source>
      <translation>∂L/∂值 的均方根，从该步骤一直回到照片。</translation>
    </message>
    <message>
      <source>∂L/∂photo</source>
      <translation>∂L/∂照片</translation>
    </message>
    <message>
      <source>How strongly L changes with each pixel in view; brighter is stronger.</source>
      <translation>L 随视野中每个像素变化的强弱；越亮越强。</translation>
    </message>
    <message>
      <source>Select a step: this shows how its values change with every pixel of the photo.</source>
      <translation>请选择一个步骤：这里显示它的值随照片每个像素如何变化。</translation>
    </message>
    <message>
      <source>This step has no values, so they have no gradient.</source>
      <translation>该步骤没有值，因此没有梯度。</translation>
    </message>
    <message>
      <source>map {0} of {1}</source>
      <translation>{1} 的特征图 {0}</translation>
    </message>
    <message>
      <source>L = Σ y over all of {0}</source>
      <translation>L = Σ y，遍及{0}</translation>
    </message>
    <message>
      <source>L = ½ Σ y² over all of {0}</source>
      <translation>L = ½ Σ y²，遍及{0}</translation>
    </message>
    <message>
      <source>Nothing of the photo is in view.</source>
      <translation>照片没有任何部分在视野内。</translation>
    </message>
    <message>
      <source>root mean square</source>
      <translation>均方根</translation>
    </message>
    <message>
      <source>Root mean square</source>
      <translation>均方根</translation>
    </message>
    <message>
      <source>Largest</source>
      <translation>最大</translation>
    </message>
    <message>
      <source>Pixels without gradient</source>
      <translation>无梯度的像素</translation>
    </message>
    <message>
      <source>statistics held still</source>
      <translation>统计量视为不变</translation>
    </message>
    <message>
      <source>exact</source>
      <translation>精确</translation>
    </message>
  </context>
  <context>
    <name>Pipelines</name>
    <message>
      <source>The pipeline that {0} carries is open.</source>
      <translation>已打开 {0} 所带的流水线。</translation>
    </message>
    <message>
      <source>Open the picture</source>
      <translation>打开图片</translation>
    </message>
  </context>
  <context>
    <name>ProgressLine</name>
    <message>
      <source>Stop; nothing is left half written.</source>
      <translation>停止；不会留下写了一半的文件。</translation>
    </message>
  </context>
  <context>
    <name>QuestionRow</name>
    <message>
      <source>Type the answer and press Enter; 8/3 and 2*3 will do.</source>
      <translation>输入答案后按回车；可以写 8/3 或 2*3。</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>显示</translation>
    </message>
    <message>
      <source>Give the answer away.</source>
      <translation>直接给出答案。</translation>
    </message>
    <message>
      <source>Next</source>
      <translation>下一题</translation>
    </message>
    <message>
      <source>The next question; Enter does the same.</source>
      <translation>下一个问题；按回车也一样。</translation>
    </message>
    <message>
      <source>right</source>
      <translation>正确</translation>
    </message>
    <message>
      <source>shown</source>
      <translation>已显示</translation>
    </message>
  </context>
  <context>
    <name>QuestionStrip</name>
    <message>
      <source>Questions</source>
      <translation>问题</translation>
    </message>
    <message>
      <source>Question {0}.</source>
      <translation>第 {0} 题。</translation>
    </message>
    <message>
      <source>Question {0}: right.</source>
      <translation>第 {0} 题：对。</translation>
    </message>
    <message>
      <source>Question {0}: not yet.</source>
      <translation>第 {0} 题：还不对。</translation>
    </message>
    <message>
      <source>Question {0}: shown.</source>
      <translation>第 {0} 题：已显示。</translation>
    </message>
  </context>
  <context>
    <name>ReceptiveFieldPage</name>
    <message>
      <source>∂y/∂photo</source>
      <translation>∂y/∂照片</translation>
    </message>
    <message>
      <source>The whole field the value could see; what glows really moves it. Dashed: 95 % of that.</source>
      <translation>该值可能看到的整个感受野；发亮处真正影响它。虚线：其中的 95 %。</translation>
    </message>
    <message>
      <source>The strength of each column of the field; the bright ones hold 95 % of it.</source>
      <translation>感受野各列的强度；亮的部分占 95 %。</translation>
    </message>
    <message>
      <source>Select a step with feature maps, and point at a pixel.</source>
      <translation>请选择有特征图的步骤，并指向一个像素。</translation>
    </message>
    <message>
      <source>The value of {0}, map {1}, at y {2}, x {3}; point at another pixel.</source>
      <translation>{0} 的特征图 {1} 在 y {2}、x {3} 处的值；可指向别的像素。</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>Could see</source>
      <translation>理论感受野</translation>
    </message>
    <message>
      <source>{0} % within</source>
      <translation>{0} % 位于</translation>
    </message>
    <message>
      <source>of the area</source>
      <translation>占面积</translation>
    </message>
    <message>
      <source>Jump</source>
      <translation>累积步幅</translation>
    </message>
    <message>
      <source>First row, column</source>
      <translation>首行、首列</translation>
    </message>
  </context>
  <context>
    <name>RecipeForm</name>
    <message>
      <source>{0} of the kernel, {1:g} to {2:g}. Typing in a cell makes the kernel your own.</source>
      <translation>卷积核的{0}，{1:g} 到 {2:g}。在格子里输入数值后，卷积核便由您自定。</translation>
    </message>
    <message>
      <source>Change {0}</source>
      <translation>更改{0}</translation>
    </message>
  </context>
  <context>
    <name>Recovery</name>
    <message>
      <source>The program did not end by itself: the unsaved changes to {0} are back.</source>
      <translation>程序上次没有正常结束：“{0}”未保存的更改已恢复。</translation>
    </message>
  </context>
  <context>
    <name>ResponseView</name>
    <message>
      <source>By what factor waves leave the kernel: constants in the middle, the finest at the edge. Frequencies are in cycles per pixel.</source>
      <translation>各种波通过卷积核后放大多少倍：中心是常数，边缘是最细的波。频率单位是周期/像素。</translation>
    </message>
    <message>
      <source>at 0: {0}   most: {1}</source>
      <translation>零频 {0}   最大 {1}</translation>
    </message>
    <message>
      <source>Response</source>
      <translation>频率响应</translation>
    </message>
  </context>
  <context>
    <name>SampleCard</name>
    <message>
      <source>Open this sample.</source>
      <translation>打开此示例。</translation>
    </message>
  </context>
  <context>
    <name>Saving</name>
    <message>
      <source>Pipelines</source>
      <translation>流水线</translation>
    </message>
    <message>
      <source>Save the pipeline</source>
      <translation>保存流水线</translation>
    </message>
    <message>
      <source>Saved {0}.</source>
      <translation>已保存 {0}。</translation>
    </message>
    <message>
      <source>Save the changes to {0}?</source>
      <translation>保存对 {0} 的修改吗？</translation>
    </message>
    <message>
      <source>Unsaved changes</source>
      <translation>未保存的修改</translation>
    </message>
  </context>
  <context>
    <name>SearchBox</name>
    <message>
      <source>Search actions</source>
      <translation>搜索操作</translation>
    </message>
  </context>
  <context>
    <name>ShapeField</name>
    <message>
      <source>“{0}” is not a shape; type four whole numbers N, C, H, W, such as 10, 3, 224, 224.</source>
      <translation>“{0}”不是形状；请输入四个整数 N, C, H, W，例如 10, 3, 224, 224。</translation>
    </message>
  </context>
  <context>
    <name>SlidePane</name>
    <message>
      <source>Slide</source>
      <translation>滑动</translation>
    </message>
    <message>
      <source>sum of {0} products</source>
      <translation>{0} 个乘积之和</translation>
    </message>
    <message>
      <source>kernel</source>
      <translation>卷积核</translation>
    </message>
    <message>
      <source>stride</source>
      <translation>步幅</translation>
    </message>
    <message>
      <source>padding</source>
      <translation>填充</translation>
    </message>
    <message>
      <source>dilation</source>
      <translation>空洞</translation>
    </message>
    <message>
      <source>Play or pause (Space).</source>
      <translation>播放或暂停（空格）。</translation>
    </message>
    <message>
      <source>One place back (Left).</source>
      <translation>后退一个位置（左键）。</translation>
    </message>
    <message>
      <source>One place forward (Right).</source>
      <translation>前进一个位置（右键）。</translation>
    </message>
    <message>
      <source>Drag the window over the map.</source>
      <translation>拖动窗口滑过特征图。</translation>
    </message>
    <message>
      <source>Place of the window</source>
      <translation>窗口的位置</translation>
    </message>
    <message>
      <source>{0} a second</source>
      <translation>每秒 {0} 次</translation>
    </message>
    <message>
      <source>How many places the window goes in a second.</source>
      <translation>窗口每秒移动多少个位置。</translation>
    </message>
    <message>
      <source>This step</source>
      <translation>这一步</translation>
    </message>
    <message>
      <source>From the photo</source>
      <translation>从照片开始</translation>
    </message>
    <message>
      <source>Show what the step reads, or every map from the photo on with what one value sees of it.</source>
      <translation>显示这一步读取的图，或从照片起每一张图以及一个数值在其中看到的范围。</translation>
    </message>
    <message>
      <source>Save the way as an animation.</source>
      <translation>把过程保存为动画。</translation>
    </message>
  </context>
  <context>
    <name>Sliding</name>
    <message>
      <source>The lesson asks for these values: answer first, then play.</source>
      <translation>课程正在问这些数值：先回答，再播放。</translation>
    </message>
  </context>
  <context>
    <name>SourceRow</name>
    <message>
      <source>The step before it</source>
      <translation>前一个步骤</translation>
    </message>
    <message>
      <source>Change what {0} reads</source>
      <translation>更改 {0} 的输入</translation>
    </message>
    <message>
      <source>The photo, or a step before this one.</source>
      <translation>照片，或这个步骤之前的某个步骤。</translation>
    </message>
    <message>
      <source>Joined with</source>
      <translation>合并</translation>
    </message>
    <message>
      <source>Reads</source>
      <translation>读取自</translation>
    </message>
  </context>
  <context>
    <name>Sources</name>
    <message>
      <source>Pasted picture</source>
      <translation>粘贴的图片</translation>
    </message>
    <message>
      <source>{0} photos</source>
      <translation>{0} 张照片</translation>
    </message>
    <message>
      <source>Add photos to the batch</source>
      <translation>向批次添加照片</translation>
    </message>
    <message>
      <source>Numbers</source>
      <translation>数字</translation>
    </message>
    <message>
      <source>Open what is left</source>
      <translation>打开残存部分</translation>
    </message>
  </context>
  <context>
    <name>Spreads</name>
    <message>
      <source>How the channel's values are spread before and after; the dashed line is their mean.</source>
      <translation>该通道的值在之前和之后的分布；虚线是均值。</translation>
    </message>
    <message>
      <source>before</source>
      <translation>之前</translation>
    </message>
    <message>
      <source>training</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>inference</source>
      <translation>预测</translation>
    </message>
  </context>
  <context>
    <name>StatusBar</name>
    <message>
      <source>No photo open</source>
      <translation>未打开照片</translation>
    </message>
    <message>
      <source>Ctrl+O open   ·   Ctrl+V paste   ·   Ctrl+K search</source>
      <translation>Ctrl+O 打开   ·   Ctrl+V 粘贴   ·   Ctrl+K 搜索</translation>
    </message>
  </context>
  <context>
    <name>StepList</name>
    <message>
      <source>Steps</source>
      <translation>步骤</translation>
    </message>
  </context>
  <context>
    <name>StepMenu</name>
    <message>
      <source>Rename</source>
      <translation>重命名</translation>
    </message>
    <message>
      <source>Duplicate</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>上移</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>下移</translation>
    </message>
    <message>
      <source>Read from</source>
      <translation>读取自</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>删除</translation>
    </message>
  </context>
  <context>
    <name>StepPicker</name>
    <message>
      <source>Search kinds of steps</source>
      <translation>搜索步骤类型</translation>
    </message>
  </context>
  <context>
    <name>Submenus</name>
    <message>
      <source>Open sample</source>
      <translation>打开示例</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>预设</translation>
    </message>
    <message>
      <source>Export pipeline</source>
      <translation>导出流水线</translation>
    </message>
    <message>
      <source>Export figure</source>
      <translation>导出图示</translation>
    </message>
    <message>
      <source>Lesson</source>
      <translation>课程</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Memory for pictures</source>
      <translation>图像可用内存</translation>
    </message>
    <message>
      <source>Symmetry</source>
      <translation>对称</translation>
    </message>
    <message>
      <source>Recent</source>
      <translation>最近打开</translation>
    </message>
    <message>
      <source>Python code of layers that checks itself.</source>
      <translation>由网络层组成、可自检的 Python 代码。</translation>
    </message>
    <message>
      <source>ONNX model…</source>
      <translation>ONNX 模型…</translation>
    </message>
    <message>
      <source>A model that ONNX Runtime and other programs run.</source>
      <translation>ONNX Runtime 等程序可运行的模型。</translation>
    </message>
    <message>
      <source>PyTorch module…</source>
      <translation>PyTorch 模块…</translation>
    </message>
    <message>
      <source>Paddle layer…</source>
      <translation>Paddle 网络层…</translation>
    </message>
    <message>
      <source>NumPy script…</source>
      <translation>NumPy 脚本…</translation>
    </message>
    <message>
      <source>Python code that needs NumPy alone and checks itself.</source>
      <translation>只需 NumPy、可自检的 Python 代码。</translation>
    </message>
    <message>
      <source>Save it as it looks, as PNG or SVG; curves, table and histogram as CSV.</source>
      <translation>按所见保存为 PNG 或 SVG；曲线、表格和直方图可存为 CSV。</translation>
    </message>
    <message>
      <source>Photo</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Feature map shown</source>
      <translation>显示的特征图</translation>
    </message>
    <message>
      <source>Feature maps</source>
      <translation>特征图</translation>
    </message>
    <message>
      <source>Tab shown, or its numbers</source>
      <translation>显示的标签页或其数字</translation>
    </message>
    <message>
      <source>The window's language, from its next start.</source>
      <translation>窗口的语言，下次启动时生效。</translation>
    </message>
    <message>
      <source>Follow the system</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <source>How much the pictures of steps may keep to be shown at once again.</source>
      <translation>各步骤的图像最多保留多少内存，以便立即再次显示。</translation>
    </message>
    <message>
      <source>An eighth of what is free</source>
      <translation>空闲内存的八分之一</translation>
    </message>
    <message>
      <source>What is done to a weight by hand is done to its mirror images too.</source>
      <translation>手动修改一个权重时，它的镜像位置也随之改变。</translation>
    </message>
    <message>
      <source>No symmetry</source>
      <translation>不保持对称</translation>
    </message>
    <message>
      <source>Left and right</source>
      <translation>左右对称</translation>
    </message>
    <message>
      <source>Top and bottom</source>
      <translation>上下对称</translation>
    </message>
    <message>
      <source>Both ways</source>
      <translation>左右与上下</translation>
    </message>
    <message>
      <source>All eight: both ways and quarter turns</source>
      <translation>八重对称：左右、上下与四分之一转</translation>
    </message>
  </context>
  <context>
    <name>TabStrip</name>
    <message>
      <source>Tabs</source>
      <translation>标签页</translation>
    </message>
    <message>
      <source>What is shown under the pictures.</source>
      <translation>图片下方显示的内容。</translation>
    </message>
  </context>
  <context>
    <name>TableModel</name>
    <message>
      <source>Step</source>
      <translation>步骤</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>类型</translation>
    </message>
    <message>
      <source>Weight</source>
      <translation>权重</translation>
    </message>
    <message>
      <source>Weights</source>
      <translation>权重数</translation>
    </message>
    <message>
      <source>Bias</source>
      <translation>偏置</translation>
    </message>
    <message>
      <source>Biases</source>
      <translation>偏置数</translation>
    </message>
    <message>
      <source>Output shape</source>
      <translation>输出形状</translation>
    </message>
    <message>
      <source>Multiplications</source>
      <translation>乘法次数</translation>
    </message>
    <message>
      <source>Additions</source>
      <translation>加法次数</translation>
    </message>
    <message>
      <source>Jump</source>
      <translation>累积步幅</translation>
    </message>
    <message>
      <source>Receptive field</source>
      <translation>感受野</translation>
    </message>
    <message>
      <source>Mult.</source>
      <translation>乘法</translation>
    </message>
    <message>
      <source>Add.</source>
      <translation>加法</translation>
    </message>
    <message>
      <source>Field</source>
      <translation>感受野</translation>
    </message>
    <message>
      <source>Photo</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>refused</source>
      <translation>无法计算</translation>
    </message>
    <message>
      <source>Total</source>
      <translation>合计</translation>
    </message>
    <message>
      <source>parameters</source>
      <translation>个参数</translation>
    </message>
  </context>
  <context>
    <name>TablePane</name>
    <message>
      <source>Layer table</source>
      <translation>网络层表格</translation>
    </message>
    <message>
      <source>Copy for a spreadsheet</source>
      <translation>复制到电子表格</translation>
    </message>
    <message>
      <source>Copy as Markdown</source>
      <translation>复制为 Markdown</translation>
    </message>
    <message>
      <source>Copy as CSV</source>
      <translation>复制为 CSV</translation>
    </message>
    <message>
      <source>Copy as LaTeX</source>
      <translation>复制为 LaTeX</translation>
    </message>
    <message>
      <source>Any input shape N, C, H, W, such as 10, 3, 224, 224; empty is the photo's own.</source>
      <translation>任意输入形状 N, C, H, W，例如 10, 3, 224, 224；留空则用照片自己的形状。</translation>
    </message>
    <message>
      <source>Count the addition of the bias.</source>
      <translation>计入加偏置的加法。</translation>
    </message>
    <message>
      <source>Count products with the zeros of padding.</source>
      <translation>计入与填充零的乘法。</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>Copy the table to the clipboard.</source>
      <translation>把表格复制到剪贴板。</translation>
    </message>
    <message>
      <source>Input</source>
      <translation>输入</translation>
    </message>
    <message>
      <source>Bias</source>
      <translation>偏置</translation>
    </message>
    <message>
      <source>Padded zeros</source>
      <translation>填充零</translation>
    </message>
  </context>
  <context>
    <name>Toolbar</name>
    <message>
      <source>Screen pixels for each photo pixel.</source>
      <translation>每个照片像素对应的屏幕像素数。</translation>
    </message>
    <message>
      <source>Inference</source>
      <translation>预测</translation>
    </message>
    <message>
      <source>Training</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>In training, BatchNorm uses the picture's own statistics and Dropout drops values.</source>
      <translation>训练时，BatchNorm 使用图片自身的统计量，Dropout 丢弃部分数值。</translation>
    </message>
    <message>
      <source>Range</source>
      <translation>取值</translation>
    </message>
    <message>
      <source>What a white photo pixel is worth to the first step.</source>
      <translation>白色像素输入第一个步骤时的数值。</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
  </context>
  <context>
    <name>Totals</name>
    <message>
      <source>Parameters</source>
      <translation>参数量</translation>
    </message>
    <message>
      <source>Multiply–adds</source>
      <translation>乘加次数</translation>
    </message>
    <message>
      <source>Receptive field</source>
      <translation>感受野</translation>
    </message>
    <message>
      <source>Jump</source>
      <translation>累积步幅</translation>
    </message>
  </context>
  <context>
    <name>VanishingGradient</name>
    <message>
      <source>What is repeated: the activation alone, or a kernel before it.</source>
      <translation>重复什么：只有激活函数，或之前再加一个卷积核。</translation>
    </message>
    <message>
      <source>How many blocks are stacked.</source>
      <translation>堆叠多少层。</translation>
    </message>
    <message>
      <source>What Sigmoid is compared with.</source>
      <translation>Sigmoid 与哪个函数比较。</translation>
    </message>
    <message>
      <source>BatchNorm before each activation, as in training.</source>
      <translation>每个激活函数之前加 BatchNorm（训练模式）。</translation>
    </message>
    <message>
      <source>What the first block reads a white pixel as; large values saturate a Sigmoid at once.</source>
      <translation>第一层把白色像素读作多少；值太大会使 Sigmoid 立即饱和。</translation>
    </message>
    <message>
      <source>Own</source>
      <translation>各自</translation>
    </message>
    <message>
      <source>Shared</source>
      <translation>共用</translation>
    </message>
    <message>
      <source>Let each picture glow as far as it can, or both by one measure.</source>
      <translation>每幅图各按自己的最大值发亮，或两幅共用一个尺度。</translation>
    </message>
    <message>
      <source>Block</source>
      <translation>重复的块</translation>
    </message>
    <message>
      <source>Depth n</source>
      <translation>深度 n</translation>
    </message>
    <message>
      <source>Against</source>
      <translation>对比</translation>
    </message>
    <message>
      <source>BatchNorm</source>
      <translation>批归一化</translation>
    </message>
    <message>
      <source>Photo</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Glow</source>
      <translation>亮度</translation>
    </message>
    <message>
      <source>What is left of a gradient of 1 after each block on its way back; dashed, the most Sigmoid can leave.</source>
      <translation>梯度 1 每向后经过一层还剩多少；虚线是 Sigmoid 最多能留下的。</translation>
    </message>
    <message>
      <source>What each pixel still gets after n blocks.</source>
      <translation>经过 n 层后每个像素还能得到的梯度。</translation>
    </message>
    <message>
      <source>Activation alone</source>
      <translation>仅激活函数</translation>
    </message>
    <message>
      <source>Mean of 3 × 3</source>
      <translation>3 × 3 均值</translation>
    </message>
    <message>
      <source>Kernel of {0}</source>
      <translation>{0} 的卷积核</translation>
    </message>
  </context>
  <context>
    <name>VectorRow</name>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>all</source>
      <translation>全部</translation>
    </message>
  </context>
  <context>
    <name>WeightShapeRow</name>
    <message>
      <source>Inputs, outputs</source>
      <translation>输入、输出</translation>
    </message>
    <message>
      <source>in</source>
      <translation>入</translation>
    </message>
    <message>
      <source>out</source>
      <translation>出</translation>
    </message>
  </context>
  <context>
    <name>Welcome</name>
    <message>
      <source>Filter Workbench</source>
      <translation>Filter Workbench</translation>
    </message>
    <message>
      <source>Design a kernel, see what every step does, save what you made.</source>
      <translation>设计卷积核，看清每个步骤，保存您的成果。</translation>
    </message>
    <message>
      <source>Samples</source>
      <translation>示例</translation>
    </message>
    <message>
      <source>Open a photo or a pipeline</source>
      <translation>打开照片或流水线</translation>
    </message>
    <message>
      <source>Choose a picture file or a .pipeline.json file.</source>
      <translation>选择图片文件或 .pipeline.json 文件。</translation>
    </message>
    <message>
      <source>Paste</source>
      <translation>粘贴</translation>
    </message>
    <message>
      <source>Open the picture on the clipboard.</source>
      <translation>打开剪贴板中的图片。</translation>
    </message>
    <message>
      <source>Type numbers</source>
      <translation>输入数字</translation>
    </message>
    <message>
      <source>Begin with a small grid of numbers in place of a photo.</source>
      <translation>用一小格数字代替照片开始。</translation>
    </message>
    <message>
      <source>Drop a photo anywhere in this window</source>
      <translation>将照片拖放到窗口任意位置</translation>
    </message>
    <message>
      <source>PNG, JPEG, TIFF, WebP. 8 bit, 16 bit or float, up to 400 megapixels.</source>
      <translation>PNG、JPEG、TIFF、WebP。8 位、16 位或浮点，最高 4 亿像素。</translation>
    </message>
    <message>
      <source>Lessons</source>
      <translation>课程</translation>
    </message>
    <message>
      <source>Begin with a pipeline</source>
      <translation>从流水线开始</translation>
    </message>
    <message>
      <source>Recent</source>
      <translation>最近打开</translation>
    </message>
  </context>
  <context>
    <name>Work</name>
    <message>
      <source>Which feature map of the step is shown.</source>
      <translation>显示这一步的哪个特征图。</translation>
    </message>
    <message>
      <source>Which photo of the batch is looked at.</source>
      <translation>查看批次中的哪张照片。</translation>
    </message>
    <message>
      <source>Curves</source>
      <translation>曲线</translation>
    </message>
    <message>
      <source>Explain</source>
      <translation>解释</translation>
    </message>
    <message>
      <source>Slide</source>
      <translation>滑动</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>表格</translation>
    </message>
    <message>
      <source>Histogram</source>
      <translation>直方图</translation>
    </message>
    <message>
      <source>Gradient</source>
      <translation>梯度</translation>
    </message>
    <message>
      <source>BatchNorm</source>
      <translation>批归一化</translation>
    </message>
    <message>
      <source>Dropout</source>
      <translation>丢弃法</translation>
    </message>
    <message>
      <source>Batch</source>
      <translation>批次</translation>
    </message>
  </context>
  <context>
    <name>WorkCommands</name>
    <message>
      <source>Open a photo first.</source>
      <translation>请先打开一张照片。</translation>
    </message>
  </context>
  <context>
    <name>Working</name>
    <message>
      <source>Showing the last good result</source>
      <translation>显示上次的有效结果</translation>
    </message>
    <message>
      <source>last good</source>
      <translation>上次结果</translation>
    </message>
  </context>
  <context>
    <name>_Bars</name>
    <message>
      <source>How many values lie in each bin; heights are the root of the count.</source>
      <translation>每个区间内的数值个数；高度为个数的平方根。</translation>
    </message>
  </context>
  <context>
    <name>_Profile</name>
    <message>
      <source>by column</source>
      <translation>按列</translation>
    </message>
  </context>
  <context>
    <name>actions</name>
    <message>
      <source>&amp;File</source>
      <translation>文件(&amp;F)</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>编辑(&amp;E)</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>视图(&amp;V)</translation>
    </message>
    <message>
      <source>&amp;Pipeline</source>
      <translation>流水线(&amp;P)</translation>
    </message>
    <message>
      <source>&amp;Kernel</source>
      <translation>卷积核(&amp;K)</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>帮助(&amp;H)</translation>
    </message>
    <message>
      <source>Open…</source>
      <translation>打开…</translation>
    </message>
    <message>
      <source>Open a photo or a pipeline.</source>
      <translation>打开照片或流水线。</translation>
    </message>
    <message>
      <source>New from numbers</source>
      <translation>从数字新建</translation>
    </message>
    <message>
      <source>Begin with a small grid of numbers in place of a photo.</source>
      <translation>用一小格数字代替照片开始。</translation>
    </message>
    <message>
      <source>Open sample</source>
      <translation>打开示例</translation>
    </message>
    <message>
      <source>Open recent</source>
      <translation>最近打开</translation>
    </message>
    <message>
      <source>Paste picture</source>
      <translation>粘贴图片</translation>
    </message>
    <message>
      <source>Open the picture on the clipboard.</source>
      <translation>打开剪贴板中的图片。</translation>
    </message>
    <message>
      <source>Save pipeline</source>
      <translation>保存流水线</translation>
    </message>
    <message>
      <source>Save the pipeline to its file.</source>
      <translation>将流水线保存到原文件。</translation>
    </message>
    <message>
      <source>Save pipeline as…</source>
      <translation>流水线另存为…</translation>
    </message>
    <message>
      <source>Save the pipeline to another file.</source>
      <translation>将流水线保存到另一个文件。</translation>
    </message>
    <message>
      <source>Export picture…</source>
      <translation>导出图片…</translation>
    </message>
    <message>
      <source>Save the map shown, or all maps, as picture files.</source>
      <translation>将当前或全部特征图保存为图片文件。</translation>
    </message>
    <message>
      <source>Run on many photos…</source>
      <translation>批量处理照片…</translation>
    </message>
    <message>
      <source>Run the pipeline over a folder or many files.</source>
      <translation>在一个文件夹或多个文件上运行流水线。</translation>
    </message>
    <message>
      <source>Export figure</source>
      <translation>导出图示</translation>
    </message>
    <message>
      <source>Export pipeline</source>
      <translation>导出流水线</translation>
    </message>
    <message>
      <source>Close photo</source>
      <translation>关闭照片</translation>
    </message>
    <message>
      <source>Close the photo and keep the pipeline.</source>
      <translation>关闭照片，保留流水线。</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>退出</translation>
    </message>
    <message>
      <source>Close the window.</source>
      <translation>关闭窗口。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Take the last edit back.</source>
      <translation>撤销上一次修改。</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>重做</translation>
    </message>
    <message>
      <source>Do again what was taken back.</source>
      <translation>重做刚才撤销的修改。</translation>
    </message>
    <message>
      <source>Copy picture</source>
      <translation>复制图片</translation>
    </message>
    <message>
      <source>Copy the map shown, as it is drawn, for another program.</source>
      <translation>按所见复制当前的特征图，供其他程序使用。</translation>
    </message>
    <message>
      <source>Duplicate step</source>
      <translation>复制步骤</translation>
    </message>
    <message>
      <source>Put a copy of the step behind it.</source>
      <translation>在该步骤之后放一份副本。</translation>
    </message>
    <message>
      <source>Delete step</source>
      <translation>删除步骤</translation>
    </message>
    <message>
      <source>Take the step out of the pipeline.</source>
      <translation>从流水线中移除该步骤。</translation>
    </message>
    <message>
      <source>Search actions…</source>
      <translation>搜索操作…</translation>
    </message>
    <message>
      <source>Find anything that can be done by its name.</source>
      <translation>按名称查找任何操作。</translation>
    </message>
    <message>
      <source>Fit in pane</source>
      <translation>适合窗格</translation>
    </message>
    <message>
      <source>Show the whole photo.</source>
      <translation>显示整张照片。</translation>
    </message>
    <message>
      <source>One to one</source>
      <translation>原始大小</translation>
    </message>
    <message>
      <source>Show one photo pixel on one screen pixel.</source>
      <translation>照片的一个像素对应屏幕的一个像素。</translation>
    </message>
    <message>
      <source>Zoom in</source>
      <translation>放大</translation>
    </message>
    <message>
      <source>Show twice as large.</source>
      <translation>放大一倍显示。</translation>
    </message>
    <message>
      <source>Zoom out</source>
      <translation>缩小</translation>
    </message>
    <message>
      <source>Show half as large.</source>
      <translation>缩小一半显示。</translation>
    </message>
    <message>
      <source>Shared levels</source>
      <translation>统一色阶</translation>
    </message>
    <message>
      <source>Draw all maps of a step with one range of values.</source>
      <translation>用同一取值范围绘制该步骤的全部特征图。</translation>
    </message>
    <message>
      <source>Hold levels</source>
      <translation>锁定色阶</translation>
    </message>
    <message>
      <source>Keep the range of values drawn as it is now, whatever the values become.</source>
      <translation>无论数值如何变化，都保持当前的显示范围。</translation>
    </message>
    <message>
      <source>Photo in place of the map</source>
      <translation>在特征图处显示照片</translation>
    </message>
    <message>
      <source>Show the photo in the place of the map, and back.</source>
      <translation>在特征图的位置显示照片，再按一次恢复。</translation>
    </message>
    <message>
      <source>Photo and map divided</source>
      <translation>照片与特征图对半看</translation>
    </message>
    <message>
      <source>Show the photo left and the map right of a divider to drag.</source>
      <translation>在可拖动的分隔线左边显示照片，右边显示特征图。</translation>
    </message>
    <message>
      <source>Curves</source>
      <translation>曲线</translation>
    </message>
    <message>
      <source>Show the activations as curves.</source>
      <translation>以曲线显示激活函数。</translation>
    </message>
    <message>
      <source>Explain</source>
      <translation>解释</translation>
    </message>
    <message>
      <source>Show what a value is made of.</source>
      <translation>显示一个数值由什么组成。</translation>
    </message>
    <message>
      <source>Slide</source>
      <translation>滑动</translation>
    </message>
    <message>
      <source>Let the window slide over the map.</source>
      <translation>让窗口在图上滑动。</translation>
    </message>
    <message>
      <source>Layer table</source>
      <translation>网络层表格</translation>
    </message>
    <message>
      <source>Show what every step weighs and costs.</source>
      <translation>显示每个步骤的参数量和计算量。</translation>
    </message>
    <message>
      <source>Histogram</source>
      <translation>直方图</translation>
    </message>
    <message>
      <source>Show how the values are spread.</source>
      <translation>显示数值的分布。</translation>
    </message>
    <message>
      <source>Gradient</source>
      <translation>梯度</translation>
    </message>
    <message>
      <source>Show how values change with the photo, and where that vanishes.</source>
      <translation>显示值随照片如何变化，以及梯度在哪里消失。</translation>
    </message>
    <message>
      <source>BatchNorm laboratory</source>
      <translation>BatchNorm 实验</translation>
    </message>
    <message>
      <source>Feed batches and watch what BatchNorm remembers.</source>
      <translation>逐批送入数据，观察 BatchNorm 保存了什么。</translation>
    </message>
    <message>
      <source>Dropout laboratory</source>
      <translation>Dropout 实验</translation>
    </message>
    <message>
      <source>Draw masks and compare training with inference.</source>
      <translation>抽取掩码，比较训练和预测。</translation>
    </message>
    <message>
      <source>Batch</source>
      <translation>批次</translation>
    </message>
    <message>
      <source>Show every photo of the batch and its result.</source>
      <translation>显示批次中每张照片及其结果。</translation>
    </message>
    <message>
      <source>Next photo of the batch</source>
      <translation>批次中的下一张照片</translation>
    </message>
    <message>
      <source>Look at the next photo of the batch.</source>
      <translation>查看批次中的下一张照片。</translation>
    </message>
    <message>
      <source>Previous photo of the batch</source>
      <translation>批次中的上一张照片</translation>
    </message>
    <message>
      <source>Look at the previous photo of the batch.</source>
      <translation>查看批次中的上一张照片。</translation>
    </message>
    <message>
      <source>Switch light and dark</source>
      <translation>切换浅色与深色</translation>
    </message>
    <message>
      <source>Switch between light and dark.</source>
      <translation>在浅色与深色主题之间切换。</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Memory for pictures</source>
      <translation>图像可用内存</translation>
    </message>
    <message>
      <source>New pipeline</source>
      <translation>新建流水线</translation>
    </message>
    <message>
      <source>Start with no steps.</source>
      <translation>从没有任何步骤开始。</translation>
    </message>
    <message>
      <source>Presets</source>
      <translation>预设</translation>
    </message>
    <message>
      <source>Training mode</source>
      <translation>训练模式</translation>
    </message>
    <message>
      <source>Run BatchNorm and Dropout as in training; off is inference.</source>
      <translation>按训练方式运行 BatchNorm 和 Dropout；关闭则为预测。</translation>
    </message>
    <message>
      <source>Photo values 0–255</source>
      <translation>照片取值 0–255</translation>
    </message>
    <message>
      <source>The first step reads a white pixel as 255.</source>
      <translation>第一个步骤将白色像素读作 255。</translation>
    </message>
    <message>
      <source>Photo values 0–1</source>
      <translation>照片取值 0–1</translation>
    </message>
    <message>
      <source>The first step reads a white pixel as 1.</source>
      <translation>第一个步骤将白色像素读作 1。</translation>
    </message>
    <message>
      <source>Import kernel…</source>
      <translation>导入卷积核…</translation>
    </message>
    <message>
      <source>Read a kernel from ImageJ text, CSV, NPY or JSON.</source>
      <translation>从 ImageJ 文本、CSV、NPY 或 JSON 读取卷积核。</translation>
    </message>
    <message>
      <source>Copy kernel</source>
      <translation>复制卷积核</translation>
    </message>
    <message>
      <source>Copy the weights for a spreadsheet, or another filter.</source>
      <translation>复制权重，供电子表格或其他卷积核使用。</translation>
    </message>
    <message>
      <source>Paste kernel</source>
      <translation>粘贴卷积核</translation>
    </message>
    <message>
      <source>Take rows of numbers on the clipboard for the kernel: a spreadsheet's, NumPy's or ImageJ's.</source>
      <translation>把剪贴板上的数字行用作卷积核：来自电子表格、NumPy 或 ImageJ。</translation>
    </message>
    <message>
      <source>Rotate by 90°</source>
      <translation>旋转 90°</translation>
    </message>
    <message>
      <source>Rotate the kernel clockwise.</source>
      <translation>将卷积核顺时针旋转。</translation>
    </message>
    <message>
      <source>Transpose</source>
      <translation>转置</translation>
    </message>
    <message>
      <source>Rows of the kernel become columns.</source>
      <translation>卷积核的行变为列。</translation>
    </message>
    <message>
      <source>Flip left to right</source>
      <translation>左右翻转</translation>
    </message>
    <message>
      <source>Mirror the kernel left to right.</source>
      <translation>将卷积核左右镜像。</translation>
    </message>
    <message>
      <source>Flip top to bottom</source>
      <translation>上下翻转</translation>
    </message>
    <message>
      <source>Mirror the kernel top to bottom.</source>
      <translation>将卷积核上下镜像。</translation>
    </message>
    <message>
      <source>Negate</source>
      <translation>取负</translation>
    </message>
    <message>
      <source>Every weight w becomes −w.</source>
      <translation>每个权重 w 变为 −w。</translation>
    </message>
    <message>
      <source>Normalise</source>
      <translation>归一化</translation>
    </message>
    <message>
      <source>Divide every weight by the sum.</source>
      <translation>每个权重除以权重之和。</translation>
    </message>
    <message>
      <source>Symmetry</source>
      <translation>对称</translation>
    </message>
    <message>
      <source>Frequency response</source>
      <translation>频率响应</translation>
    </message>
    <message>
      <source>Show which frequencies the kernel lets through.</source>
      <translation>显示卷积核让哪些频率通过。</translation>
    </message>
    <message>
      <source>Lessons</source>
      <translation>课程</translation>
    </message>
    <message>
      <source>Save as a lesson…</source>
      <translation>保存为课程…</translation>
    </message>
    <message>
      <source>Save photo, pipeline, a text and hidden facts as a lesson for others.</source>
      <translation>把照片、流水线、文字和隐藏的内容保存为给别人的课程。</translation>
    </message>
    <message>
      <source>About Filter Workbench</source>
      <translation>关于 Filter Workbench</translation>
    </message>
    <message>
      <source>Say what this program is.</source>
      <translation>介绍本程序。</translation>
    </message>
  </context>
  <context>
    <name>dialog</name>
    <message>
      <source>Photos</source>
      <translation>照片</translation>
    </message>
  </context>
  <context>
    <name>display</name>
    <message>
      <source>Red</source>
      <translation>红</translation>
    </message>
    <message>
      <source>Green</source>
      <translation>绿</translation>
    </message>
    <message>
      <source>Blue</source>
      <translation>蓝</translation>
    </message>
    <message>
      <source>Colour</source>
      <translation>彩色</translation>
    </message>
  </context>
  <context>
    <name>explain</name>
    <message>
      <source>Explain this step's value.</source>
      <translation>解释这一步的数值。</translation>
    </message>
    <message>
      <source>Sample {0}, feature {1}.</source>
      <translation>样本 {0}，特征 {1}。</translation>
    </message>
    <message>
      <source>Row {0}, column {1}, channel {2}.</source>
      <translation>第 {0} 行，第 {1} 列，通道 {2}。</translation>
    </message>
    <message>
      <source>Receptive field {0}, jump {1}, offset {2}.</source>
      <translation>感受野 {0}，累积步幅 {1}，偏移 {2}。</translation>
    </message>
    <message>
      <source>mean μ</source>
      <translation>均值 μ</translation>
    </message>
    <message>
      <source>variance σ²</source>
      <translation>方差 σ²</translation>
    </message>
    <message>
      <source>Sees rows {0} to {1}, columns {2} to {3} of the photo.</source>
      <translation>看到照片的第 {0} 到 {1} 行、第 {2} 到 {3} 列。</translation>
    </message>
    <message>
      <source>mean of {0} values</source>
      <translation>{0} 个数值的平均值</translation>
    </message>
    <message>
      <source>largest of {0} values</source>
      <translation>{0} 个数值中的最大值</translation>
    </message>
    <message>
      <source>sum of {0} products</source>
      <translation>{0} 个乘积之和</translation>
    </message>
    <message>
      <source>Bias</source>
      <translation>偏置</translation>
    </message>
    <message>
      <source>The {0} heaviest of {1} terms:</source>
      <translation>{1} 项中最重的 {0} 项：</translation>
    </message>
    <message>
      <source>largest of</source>
      <translation>最大值：</translation>
    </message>
    <message>
      <source>exp(x − largest) over their sum:</source>
      <translation>exp(x − 最大值) 除以总和：</translation>
    </message>
    <message>
      <source>dropped</source>
      <translation>已丢弃</translation>
    </message>
    <message>
      <source>The photo's own value:</source>
      <translation>照片自己的数值：</translation>
    </message>
    <message>
      <source>channel {0}</source>
      <translation>通道 {0}</translation>
    </message>
    <message>
      <source>and {0} more channels</source>
      <translation>另有 {0} 个通道</translation>
    </message>
    <message>
      <source>Padding: outside the map.</source>
      <translation>填充：在图之外。</translation>
    </message>
    <message>
      <source>kernel</source>
      <translation>卷积核</translation>
    </message>
    <message>
      <source>products</source>
      <translation>乘积</translation>
    </message>
  </context>
  <context>
    <name>facts</name>
    <message>
      <source>Photo</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>{0} inputs to {1} outputs. A linear layer has no window, so there is no grid to edit.</source>
      <translation>{0} 个输入，{1} 个输出。全连接层没有窗口，因此没有可编辑的网格。</translation>
    </message>
    <message>
      <source>Weight</source>
      <translation>权重</translation>
    </message>
    <message>
      <source>8 bit</source>
      <translation>8 位</translation>
    </message>
    <message>
      <source>16 bit</source>
      <translation>16 位</translation>
    </message>
    <message>
      <source>32 bit float</source>
      <translation>32 位浮点</translation>
    </message>
    <message>
      <source>{0}; white is read as {1}</source>
      <translation>{0}；白色读作 {1}</translation>
    </message>
  </context>
  <context>
    <name>kinds</name>
    <message>
      <source>PNG, 8 bit</source>
      <translation>PNG，8 位</translation>
    </message>
    <message>
      <source>PNG, 16 bit</source>
      <translation>PNG，16 位</translation>
    </message>
    <message>
      <source>TIFF, 8 bit</source>
      <translation>TIFF，8 位</translation>
    </message>
    <message>
      <source>TIFF, 16 bit</source>
      <translation>TIFF，16 位</translation>
    </message>
    <message>
      <source>TIFF, 32 bit float, values as they are</source>
      <translation>TIFF，32 位浮点，数值不变</translation>
    </message>
    <message>
      <source>NPY, 32 bit float, values as they are</source>
      <translation>NPY，32 位浮点，数值不变</translation>
    </message>
    <message>
      <source>JPEG, 8 bit, lossy</source>
      <translation>JPEG，8 位，有损</translation>
    </message>
    <message>
      <source>WebP, 8 bit, lossless</source>
      <translation>WebP，8 位，无损</translation>
    </message>
  </context>
  <context>
    <name>messages</name>
    <message>
      <source>There is not enough memory for that; nothing was changed.</source>
      <translation>内存不足，无法完成；未作任何更改。</translation>
    </message>
    <message>
      <source>Something went wrong inside the program ({0}). Your work is unchanged.</source>
      <translation>程序内部出错（{0}）。您的工作未受影响。</translation>
    </message>
  </context>
  <context>
    <name>numbers</name>
    <message>
      <source>The planes have different sizes: {0}.</source>
      <translation>各平面的尺寸不同：{0}。</translation>
    </message>
    <message>
      <source>The brackets do not hold rows of one length; check them.</source>
      <translation>方括号里的各行长度不一；请检查。</translation>
    </message>
    <message>
      <source>Numbers have one to four axes, not {0}.</source>
      <translation>数字有一到四个轴，而不是 {0} 个。</translation>
    </message>
    <message>
      <source>The clipboard holds no numbers; copy rows of numbers and paste again.</source>
      <translation>剪贴板中没有数字；请复制若干行数字后再粘贴。</translation>
    </message>
    <message>
      <source>Row {0} has {1} numbers but row 0 has {2}; every row needs the same length.</source>
      <translation>第 {0} 行有 {1} 个数，而第 0 行有 {2} 个；各行长度必须相同。</translation>
    </message>
    <message>
      <source>The block is {0}; a kernel is at most {1}.</source>
      <translation>数据块为 {0}；卷积核最大为 {1}。</translation>
    </message>
    <message>
      <source>The field is empty; type a number such as 0.5 or 1/9.</source>
      <translation>此处为空；请输入数字，例如 0.5 或 1/9。</translation>
    </message>
    <message>
      <source>“{0}” has a comma; write decimals with a point, such as 0.5.</source>
      <translation>“{0}”含有逗号；小数请用点号，例如 0.5。</translation>
    </message>
    <message>
      <source>“{0}” has no finite value; check for a division by zero or a huge power.</source>
      <translation>“{0}”没有有限的值；请检查是否除以零或幂次过大。</translation>
    </message>
    <message>
      <source>“{0}” has no finite value that fits 32-bit floating point.</source>
      <translation>“{0}”的值超出 32 位浮点数的范围。</translation>
    </message>
    <message>
      <source>“{0}” is not a number; type digits or an expression such as 1/9.</source>
      <translation>“{0}”不是数字；请输入数字或算式，例如 1/9。</translation>
    </message>
    <message>
      <source>“{0}” is not complete; type a number or an expression such as 1/9.</source>
      <translation>“{0}”不完整；请输入数字或算式，例如 1/9。</translation>
    </message>
  </context>
  <context>
    <name>progress</name>
    <message>
      <source>{0} s left</source>
      <translation>剩余 {0} 秒</translation>
    </message>
    <message>
      <source>{0} min left</source>
      <translation>剩余 {0} 分</translation>
    </message>
    <message>
      <source>{0} h {1} min left</source>
      <translation>剩余 {0} 小时 {1} 分</translation>
    </message>
  </context>
  <context>
    <name>samples</name>
    <message>
      <source>Three samples, 3 × 2</source>
      <translation>三个样本，3 × 2</translation>
    </message>
    <message>
      <source>Table, 3 × 3</source>
      <translation>数表，3 × 3</translation>
    </message>
    <message>
      <source>Table, 4 × 3</source>
      <translation>数表，4 × 3</translation>
    </message>
    <message>
      <source>Random, 2 × 3 × 3 × 3</source>
      <translation>随机数，2 × 3 × 3 × 3</translation>
    </message>
    <message>
      <source>Input of {0}</source>
      <translation>{0} 的输入</translation>
    </message>
  </context>
  <context>
    <name>sentences</name>
    <message>
      <source>{0}: size must be odd, so that it has a middle, not {1}.</source>
      <translation>{0}：大小必须是奇数才有中心，不能是 {1}。</translation>
    </message>
    <message>
      <source>{0} must be between {1:g} and {2:g}, not {3:g}.</source>
      <translation>{0} 必须在 {1:g} 到 {2:g} 之间，不能是 {3:g}。</translation>
    </message>
    <message>
      <source>{0}: pool padding {1} must not exceed half of the window {2}. Pad by at most {3}.</source>
      <translation>{0}：池化填充 {1} 不能超过窗口 {2} 的一半。最多填充 {3}。</translation>
    </message>
    <message>
      <source>{0}: {1} must be one integer or two (height, width), not {2!r}.</source>
      <translation>{0}：{1} 必须是一个整数，或两个整数 (高, 宽)，不能是 {2!r}。</translation>
    </message>
    <message>
      <source>{0}: {1} must be at least {2}, not {3} x {4}.</source>
      <translation>{0}：{1} 至少为 {2}，不能是 {3} x {4}。</translation>
    </message>
    <message>
      <source>{0}: padding must not be negative, not {1}.</source>
      <translation>{0}：填充不能是负数，这里是 {1}。</translation>
    </message>
    <message>
      <source>{0}: padding_mode must be one of {1}, not {2!r}.</source>
      <translation>{0}：padding_mode 必须是 {1} 之一，不能是 {2!r}。</translation>
    </message>
    <message>
      <source>{0}: the input is empty ({1} x {2}); it must be at least 1 x 1.</source>
      <translation>{0}：输入是空的（{1} x {2}）；至少需要 1 x 1。</translation>
    </message>
    <message>
      <source>{0}: kernel {1} x {2}{3} is larger than its padded input {4} x {5}. Pad by at least {6} more on each side, or use a kernel that spans no more than {4} x {5}.</source>
      <translation>{0}：卷积核 {1} x {2}{3}，比填充后的输入 {4} x {5} 还大。请在每边至少再填充 {6}，或使用覆盖范围不超过 {4} x {5} 的卷积核。</translation>
    </message>
    <message>
      <source>{0}: padding must be an integer, (height, width), (top, bottom, left, right), "same" or "valid", not {1!r}.</source>
      <translation>{0}：填充必须是一个整数、(高, 宽)、(上, 下, 左, 右)、"same" 或 "valid"，不能是 {1!r}。</translation>
    </message>
    <message>
      <source>height</source>
      <translation>高度</translation>
    </message>
    <message>
      <source>width</source>
      <translation>宽度</translation>
    </message>
    <message>
      <source>{0}: reflect padding {1} must be smaller than the {2} {3}. Pad by at most {4}, or choose another padding mode.</source>
      <translation>{0}：反射填充 {1} 必须小于{2} {3}。最多填充 {4}，或改用其他填充方式。</translation>
    </message>
    <message>
      <source>{0}: circular padding {1} must not exceed the {2} {3}. Pad by at most {3}, or choose another padding mode.</source>
      <translation>{0}：循环填充 {1} 不能超过{2} {3}。最多填充 {3}，或改用其他填充方式。</translation>
    </message>
    <message>
      <source> (spanning {0} x {1} with its dilation)</source>
      <translation>（按空洞展开后覆盖 {0} x {1}）</translation>
    </message>
    <message>
      <source>The record {0} cannot be written: {1}.</source>
      <translation>无法写入记录 {0}：{1}。</translation>
    </message>
    <message>
      <source>The result of {0} would overwrite the input {1}. Choose another folder.</source>
      <translation>{0} 的结果会覆盖输入文件 {1}。请另选文件夹。</translation>
    </message>
    <message>
      <source>{0} and {1} would both be written to {2}. Run them apart, or number them.</source>
      <translation>{0} 和 {1} 会写入同一个文件 {2}。请分开运行，或让文件名带上编号。</translation>
    </message>
    <message>
      <source>The folder {0} holds no pictures{1}.</source>
      <translation>文件夹 {0} 里没有图片{1}。</translation>
    </message>
    <message>
      <source>No file matches {0}.</source>
      <translation>没有与 {0} 匹配的文件。</translation>
    </message>
    <message>
      <source>{0} needs another package ({1}): pip install 'filter-workbench[cluster]'.</source>
      <translation>{0} 还需要另一个软件包（{1}）：pip install 'filter-workbench[cluster]'。</translation>
    </message>
    <message>
      <source>{0} is not a place that can be read: {1}.</source>
      <translation>无法读取位置 {0}：{1}。</translation>
    </message>
    <message>
      <source>{0} cannot be opened: it has {1:.1f} GB, more than the limit of {2:.1f} GB.</source>
      <translation>无法打开 {0}：文件有 {1:.1f} GB，超过 {2:.1f} GB 的上限。</translation>
    </message>
    <message>
      <source>{0} cannot be opened: {1}.</source>
      <translation>无法打开 {0}：{1}。</translation>
    </message>
    <message>
      <source>{0} was not written: its folder cannot be made ({1}).</source>
      <translation>{0} 没有写入：无法创建它的文件夹（{1}）。</translation>
    </message>
    <message>
      <source>{0} was not written: {1}.</source>
      <translation>{0} 没有写入：{1}。</translation>
    </message>
    <message>
      <source>{0}: {1}</source>
      <translation>{0}：{1}</translation>
    </message>
    <message>
      <source>{0}: there is not enough memory for it.</source>
      <translation>{0}：内存不足。</translation>
    </message>
    <message>
      <source>{0}: bias has {1} numbers, but there are {2} output channels.</source>
      <translation>{0}：偏置有 {1} 个数，但输出通道有 {2} 个。</translation>
    </message>
    <message>
      <source>{0}: groups {1} must divide both the {2} input channels and the {3} filters.</source>
      <translation>{0}：groups {1} 必须能同时整除 {2} 个输入通道和 {3} 个卷积核。</translation>
    </message>
    <message>
      <source>{0}: its filters read {1} x {2} groups = {3} channels, but its input has {4}. Let the filters read {4}, or give it an input that has {3}.</source>
      <translation>{0}：卷积核读取 {1} x {2} 组 = {3} 个通道，但输入有 {4} 个通道。请让卷积核读取 {4} 个通道，或给它一个有 {3} 个通道的输入。</translation>
    </message>
    <message>
      <source>there is no such file</source>
      <translation>文件不存在</translation>
    </message>
    <message>
      <source>you may not read or write it</source>
      <translation>没有读写权限</translation>
    </message>
    <message>
      <source>it is a folder</source>
      <translation>这是一个文件夹</translation>
    </message>
    <message>
      <source>a part of its path is not a folder</source>
      <translation>路径中有一段不是文件夹</translation>
    </message>
    <message>
      <source>a file of that name is in the way</source>
      <translation>已有同名文件</translation>
    </message>
    <message>
      <source>{0}.</source>
      <translation>{0}。</translation>
    </message>
    <message>
      <source>There is not enough memory for this step; use a smaller photo or fewer feature maps.</source>
      <translation>内存不足以计算这一步；请使用较小的照片或更少的特征图。</translation>
    </message>
    <message>
      <source>The picture could not be computed: {0}</source>
      <translation>无法计算图像：{0}</translation>
    </message>
    <message>
      <source>{0} is not a step of this pipeline; it has {1}.</source>
      <translation>{0} 不是这条流水线的步骤；现有步骤：{1}。</translation>
    </message>
    <message>
      <source>sample</source>
      <translation>样本</translation>
    </message>
    <message>
      <source>channel</source>
      <translation>通道</translation>
    </message>
    <message>
      <source>row</source>
      <translation>行</translation>
    </message>
    <message>
      <source>column</source>
      <translation>列</translation>
    </message>
    <message>
      <source>{0}: {1} {2} is outside its map; it goes from 0 to {3}.</source>
      <translation>{0}：{1} {2} 超出特征图；有效范围是 0 到 {3}。</translation>
    </message>
    <message>
      <source>{0}: its gradient mixes more than {1:,} values of one step. Use a smaller photo, or look at an earlier step.</source>
      <translation>{0}：它的梯度涉及同一步骤的 {1:,} 个以上数值。请换更小的照片，或查看更靠前的步骤。</translation>
    </message>
    <message>
      <source>{0}: one place is asked for, but its values have {1} axes.</source>
      <translation>{0}：要求的是一个位置，但它的数值有 {1} 个轴。</translation>
    </message>
    <message>
      <source>{0}: its receptive field holds more than {1:,} values. Use a smaller photo.</source>
      <translation>{0}：感受野包含的数值超过 {1:,} 个。请换更小的照片。</translation>
    </message>
    <message>
      <source>{0} has no rows and columns to slide over; choose a step before flatten.</source>
      <translation>{0} 没有可供滑动的行和列；请选择展平之前的步骤。</translation>
    </message>
    <message>
      <source>There is no export to {0}; there are {1}.</source>
      <translation>不能导出为 {0}；可选：{1}。</translation>
    </message>
    <message>
      <source>{0}: {1} cannot be written for {2}.</source>
      <translation>{0}：{1} 无法写成 {2} 代码。</translation>
    </message>
    <message>
      <source>{0} would have {1:,.0f} million values in the example that goes with the export, and the limit is {2:,.0f} million. Export it for a smaller photo.</source>
      <translation>随导出附带的示例中，{0} 会有 {1:,.0f} 百万个数值，上限是 {2:,.0f} 百万。请按更小的照片导出。</translation>
    </message>
    <message>
      <source>{0}: its kernel for {1:,} channels would be {2:,.0f} million numbers, and the limit is {3:,.0f} million. Export it for fewer channels.</source>
      <translation>{0}：{1:,} 个通道的卷积核会有 {2:,.0f} 百万个数，上限是 {3:,.0f} 百万。请按更少的通道导出。</translation>
    </message>
    <message>
      <source>{0}: {1} cannot be written as NumPy code.</source>
      <translation>{0}：{1} 无法写成 NumPy 代码。</translation>
    </message>
    <message>
      <source>ONNX needs the package onnx: pip install 'filter-workbench[onnx]'.</source>
      <translation>使用 ONNX 需要安装 onnx 软件包：pip install 'filter-workbench[onnx]'。</translation>
    </message>
    <message>
      <source>The ONNX checker refuses the model: {0}.</source>
      <translation>ONNX 检查器不接受这个模型：{0}。</translation>
    </message>
    <message>
      <source>{0}: {1} has no ONNX operator here.</source>
      <translation>{0}：{1} 在这里没有对应的 ONNX 算子。</translation>
    </message>
    <message>
      <source>constants are computed with only where they are shapes</source>
      <translation>只有形状才能做常量运算</translation>
    </message>
    <message>
      <source>it divides by a map</source>
      <translation>它除以一张特征图</translation>
    </message>
    <message>
      <source>it divides by 0</source>
      <translation>它除以 0</translation>
    </message>
    <message>
      <source>it joins {0} maps, and two can be joined</source>
      <translation>它合并 {0} 张特征图，而这里只能合并两张</translation>
    </message>
    <message>
      <source>maps can be added, multiplied, and joined to their magnitude</source>
      <translation>特征图可以相加、相乘、求模长</translation>
    </message>
    <message>
      <source>its numbers {0} are not one for each channel</source>
      <translation>它的数 {0} 不是每个通道一个</translation>
    </message>
    <message>
      <source>it has {0} numbers for {1} channels</source>
      <translation>它有 {0} 个数，而通道有 {1} 个</translation>
    </message>
    <message>
      <source>the node {0} is not supported here.</source>
      <translation>不支持节点 {0}。</translation>
    </message>
    <message>
      <source>it is of ONNX opset {0}; opsets from {1} on are read</source>
      <translation>它的 ONNX opset 是 {0}；只能读取 {1} 及以上的版本</translation>
    </message>
    <message>
      <source>its graph has no output</source>
      <translation>它的计算图没有输出</translation>
    </message>
    <message>
      <source>it reads {0} inputs, and a pipeline reads one photo</source>
      <translation>它读取 {0} 个输入，而流水线只读取一张照片</translation>
    </message>
    <message>
      <source>its input {0} has {1} axes, and a photo has four, N, C, H, W</source>
      <translation>它的输入 {0} 有 {1} 个轴，而照片有 N、C、H、W 四个轴</translation>
    </message>
    <message>
      <source>its input is {0}, larger than any photo</source>
      <translation>它的输入是 {0}，比任何照片都大</translation>
    </message>
    <message>
      <source>the node {0} is not supported here: {1}.</source>
      <translation>不支持节点 {0}：{1}。</translation>
    </message>
    <message>
      <source>padding is read only by convolutions and pools</source>
      <translation>只有卷积和池化能读取填充</translation>
    </message>
    <message>
      <source>its output {0} is not a map that is computed from the photo</source>
      <translation>它的输出 {0} 不是由照片算出的特征图</translation>
    </message>
    <message>
      <source>it becomes more than {0:,} steps, which is the limit.</source>
      <translation>它会变成 {0:,} 个以上的步骤，超过了上限。</translation>
    </message>
    <message>
      <source>The model does not say which values it reads; a white pixel is taken as 1.</source>
      <translation>模型没有说明读取的取值范围；白色像素按 1 处理。</translation>
    </message>
    <message>
      <source>Of {0} outputs the first is read, {1}.</source>
      <translation>共有 {0} 个输出，只读取第一个 {1}。</translation>
    </message>
    <message>
      <source>its input {0} is sparse</source>
      <translation>它的输入 {0} 是稀疏张量</translation>
    </message>
    <message>
      <source>its input {0} is missing</source>
      <translation>缺少输入 {0}</translation>
    </message>
    <message>
      <source>its input {0} is not the result of an earlier node</source>
      <translation>它的输入 {0} 不是前面节点的结果</translation>
    </message>
    <message>
      <source>its attribute {0} is not known</source>
      <translation>它的属性 {0} 无法识别</translation>
    </message>
    <message>
      <source>its input {0} is not a constant</source>
      <translation>它的输入 {0} 不是常量</translation>
    </message>
    <message>
      <source>it must be a list of rows, or an object with such a list as "weight" or "kernel"</source>
      <translation>它必须是由行组成的列表，或在 "weight" 或 "kernel" 中包含这种列表的对象</translation>
    </message>
    <message>
      <source>{0} cannot be opened: {1}</source>
      <translation>无法打开 {0}：{1}</translation>
    </message>
    <message>
      <source>{0} cannot be opened: it is neither NPY nor text in UTF-8.</source>
      <translation>无法打开 {0}：它既不是 NPY，也不是 UTF-8 文本。</translation>
    </message>
    <message>
      <source>it holds {0}, not numbers</source>
      <translation>它的内容是 {0}，不是数字</translation>
    </message>
    <message>
      <source>it should hold {0} numbers, but has {1:g}</source>
      <translation>它应有 {0} 个数，实际有 {1:g} 个</translation>
    </message>
    <message>
      <source>it is a damaged NPY file</source>
      <translation>这个 NPY 文件已损坏</translation>
    </message>
    <message>
      <source>it is nested too deeply</source>
      <translation>嵌套过深</translation>
    </message>
    <message>
      <source>it is not JSON ({0})</source>
      <translation>它不是 JSON（{0}）</translation>
    </message>
    <message>
      <source>it is not an ONNX model: it has no graph</source>
      <translation>它不是 ONNX 模型：没有计算图</translation>
    </message>
    <message>
      <source>it has {0} nodes and the limit is {1}</source>
      <translation>它有 {0} 个节点，上限是 {1}</translation>
    </message>
    <message>
      <source>{0} cannot be opened: it is a damaged ONNX model.</source>
      <translation>无法打开 {0}：这个 ONNX 模型已损坏。</translation>
    </message>
    <message>
      <source>ONNX needs the package onnx: pip install 'filter-workbench[onnx]'</source>
      <translation>使用 ONNX 需要安装 onnx 软件包：pip install 'filter-workbench[onnx]'</translation>
    </message>
    <message>
      <source>it is not an ONNX model, or a damaged one</source>
      <translation>它不是 ONNX 模型，或已损坏</translation>
    </message>
    <message>
      <source>{0} Steps before it: {1}.</source>
      <translation>{0}它之前的步骤数：{1}。</translation>
    </message>
    <message>
      <source>before opset 13 it works on several axes at once</source>
      <translation>在 opset 13 之前它同时作用于多个轴</translation>
    </message>
    <message>
      <source>it is that of training</source>
      <translation>它处于训练模式</translation>
    </message>
    <message>
      <source>maps are float32 here</source>
      <translation>这里的特征图是 float32</translation>
    </message>
    <message>
      <source>its inputs or attributes make no sense ({0})</source>
      <translation>它的输入或属性不合理（{0}）</translation>
    </message>
    <message>
      <source>it is no number</source>
      <translation>它不是一个数</translation>
    </message>
    <message>
      <source>only a map times a weight is a linear layer</source>
      <translation>只有特征图乘以权重才是全连接层</translation>
    </message>
    <message>
      <source>only the axes from the first map on can be laid into one</source>
      <translation>只能把从第一张特征图起的轴合成一个</translation>
    </message>
    <message>
      <source>sizes of 0 are not read</source>
      <translation>不能读取大小为 0 的轴</translation>
    </message>
    <message>
      <source>only axes of length 1 that it names can be taken away</source>
      <translation>只能去掉它指明的长度为 1 的轴</translation>
    </message>
    <message>
      <source>from {0} to {1} is more than laying neighbouring axes into one</source>
      <translation>从 {0} 到 {1} 不只是把相邻的轴合成一个</translation>
    </message>
    <message>
      <source>its weight has {0} axes, and that of a linear layer has two</source>
      <translation>它的权重有 {0} 个轴，而全连接层的权重有两个</translation>
    </message>
    <message>
      <source>its bias has {0} numbers for {1} outputs</source>
      <translation>它的偏置有 {0} 个数，而输出有 {1} 个</translation>
    </message>
    <message>
      <source>it computes with {0} constants</source>
      <translation>它用 {0} 个常量计算</translation>
    </message>
    <message>
      <source>it cannot be computed ({0})</source>
      <translation>无法计算（{0}）</translation>
    </message>
    <message>
      <source>SAME_LOWER with a stride pads by the photo's size</source>
      <translation>带步幅的 SAME_LOWER 的填充量取决于照片大小</translation>
    </message>
    <message>
      <source>it also gives the places of the largest values</source>
      <translation>它还输出最大值的位置</translation>
    </message>
    <message>
      <source>average pools have no dilation here</source>
      <translation>这里的平均池化没有空洞</translation>
    </message>
    <message>
      <source>its window is the whole map, and the model does not fix its size; export it with one</source>
      <translation>它的窗口是整张特征图，而模型没有固定尺寸；请按固定尺寸导出</translation>
    </message>
    <message>
      <source>only the mean of a whole map is a pool</source>
      <translation>只有对整张特征图求平均才是池化</translation>
    </message>
    <message>
      <source>only rows and columns can be padded</source>
      <translation>只能填充行和列</translation>
    </message>
    <message>
      <source>its weight has {0} axes, and a convolution over maps has four</source>
      <translation>它的权重有 {0} 个轴，而特征图上的卷积有四个</translation>
    </message>
    <message>
      <source>its padding cannot be told with that of the node before it</source>
      <translation>它的填充无法与前一个节点的填充合并</translation>
    </message>
    <message>
      <source>its window has {0} axes, and a pool over maps has two</source>
      <translation>它的窗口有 {0} 个轴，而特征图上的池化有两个</translation>
    </message>
    <message>
      <source>it reads padding that a pool does not have here</source>
      <translation>它读取的填充是这里的池化所没有的</translation>
    </message>
    <message>
      <source>its mode {0} is not known</source>
      <translation>它的模式 {0} 无法识别</translation>
    </message>
    <message>
      <source>it has {0} pads, and a map has four sides</source>
      <translation>它有 {0} 个填充值，而特征图有四边</translation>
    </message>
    <message>
      <source>the weights {0} lie in another file, and other files are never read. Save the model with its weights inside.</source>
      <translation>权重 {0} 在另一个文件里，而其他文件一律不读取。请把权重保存在模型内部。</translation>
    </message>
    <message>
      <source>the weights {0} hold numbers of type {1}, which are not read here.</source>
      <translation>权重 {0} 的数值类型是 {1}，无法读取。</translation>
    </message>
    <message>
      <source>the weights {0} should be {1} numbers, {2}, but the file holds {3:g}.</source>
      <translation>权重 {0} 应有 {1} 个数，共 {2} 个，但文件中有 {3:g} 个。</translation>
    </message>
    <message>
      <source>{0}: a filter of {1} = {2:,} weights is too large to learn here; at most {3:,}. Use a smaller kernel.</source>
      <translation>{0}：{1} = {2:,} 个权重的卷积核太大，无法在这里学习；最多 {3:,} 个。请使用更小的卷积核。</translation>
    </message>
    <message>
      <source>{0}: what it reads or should answer is not finite: nothing is to be learned.</source>
      <translation>{0}：它的输入或目标中有非有限的数值，无法学习。</translation>
    </message>
    <message>
      <source>{0} is {1} and the map of {2} {3}: a picture to learn from must be as large as the map.</source>
      <translation>{0} 是 {1}，而 {2} 的特征图是 {3}：用来学习的图片必须与特征图一样大。</translation>
    </message>
    <message>
      <source>All that the filter reads is 0, so nothing can be learned from it.</source>
      <translation>卷积核读到的数值全是 0，无法从中学习。</translation>
    </message>
    <message>
      <source>"{0}" is not a kind of step; there are {1}.</source>
      <translation>“{0}”不是步骤的种类；可选：{1}。</translation>
    </message>
    <message>
      <source>groups must be 1 for one kernel, not {0}; use a bank.</source>
      <translation>只有一个卷积核时 groups 必须是 1，不能是 {0}；请改用一组卷积核。</translation>
    </message>
    <message>
      <source>low must be below high, {0:g}, not {1:g}.</source>
      <translation>low 必须小于 high（{0:g}），而不是 {1:g}。</translation>
    </message>
    <message>
      <source>weight of linear must be inputs x outputs, not {0}.</source>
      <translation>全连接层的权重必须是 输入数 x 输出数，不能是 {0}。</translation>
    </message>
    <message>
      <source>{0}: it must be a text, or texts by language such as {{"en": "…", "zh_CN": "…"}}.</source>
      <translation>{0}：必须是文本，或按语言给出的文本，例如 {{"en": "…", "zh_CN": "…"}}。</translation>
    </message>
    <message>
      <source>it is no lesson: "format" must be "{0}".</source>
      <translation>它不是课程："format" 必须是 "{0}"。</translation>
    </message>
    <message>
      <source>its version is {0}; this program reads version {1}.</source>
      <translation>它的版本是 {0}；本程序读取版本 {1}。</translation>
    </message>
    <message>
      <source>$.{0}: there is no such field; there are {1}.</source>
      <translation>$.{0}：没有这个字段；可用字段：{1}。</translation>
    </message>
    <message>
      <source>$.select: {0} is no step of the pipeline.</source>
      <translation>$.select：{0} 不是流水线的步骤。</translation>
    </message>
    <message>
      <source>{0}: a question has "ask" and one of {1}.</source>
      <translation>{0}：每个问题要有 "ask"，并从 {1} 中选一项。</translation>
    </message>
    <message>
      <source>{0}: beside "ask" a question has one of {1}, not {2}.</source>
      <translation>{0}：除 "ask" 外，每个问题只能有 {1} 中的一项，不能有 {2} 项。</translation>
    </message>
    <message>
      <source>{0}.{1}: it may say {2}.</source>
      <translation>{0}.{1}：可以写 {2}。</translation>
    </message>
    <message>
      <source>{0}.{1}.step: {2} is no step of the pipeline.</source>
      <translation>{0}.{1}.step：{2} 不是流水线的步骤。</translation>
    </message>
    <message>
      <source>{0}.count.of: it must be one of {1}.</source>
      <translation>{0}.count.of：必须是 {1} 之一。</translation>
    </message>
    <message>
      <source>{0}.{1}.of: it must be mean or variance.</source>
      <translation>{0}.{1}.of：必须是 mean 或 variance。</translation>
    </message>
    <message>
      <source>{0}: it must be a text.</source>
      <translation>{0}：必须是文本。</translation>
    </message>
    <message>
      <source>$.tab: there is no tab {0}; there are {1}.</source>
      <translation>$.tab：没有标签页 {0}；可选：{1}。</translation>
    </message>
    <message>
      <source>$.tab: {0} has no page {1}; it has {2}.</source>
      <translation>$.tab：{0} 没有页面 {1}；可选：{2}。</translation>
    </message>
    <message>
      <source>{0}: it must be a row and a column.</source>
      <translation>{0}：必须是一个行号和一个列号。</translation>
    </message>
    <message>
      <source>{0}: {1}.</source>
      <translation>{0}：{1}。</translation>
    </message>
    <message>
      <source>{0} was not written: the lesson would not read back ({1})</source>
      <translation>{0} 没有写入：课程写出后无法读回（{1}）</translation>
    </message>
    <message>
      <source>it is not JSON in UTF-8.</source>
      <translation>它不是 UTF-8 编码的 JSON。</translation>
    </message>
    <message>
      <source>$.pipeline: there is no preset {0}.</source>
      <translation>$.pipeline：没有预设 {0}。</translation>
    </message>
    <message>
      <source>$.pipeline: {0}</source>
      <translation>$.pipeline：{0}</translation>
    </message>
    <message>
      <source>{0}.number.value: it must be a number.</source>
      <translation>{0}.number.value：必须是数字。</translation>
    </message>
    <message>
      <source>{0}.number.hides: each is one of {1}, and a step.</source>
      <translation>{0}.number.hides：每项由 {1} 之一和一个步骤组成。</translation>
    </message>
    <message>
      <source>{0} has no result now; undo the last change, or open the lesson again.</source>
      <translation>{0} 现在没有结果；请撤销上一次修改，或重新打开课程。</translation>
    </message>
    <message>
      <source>{0} slides no window; ask for its shape.</source>
      <translation>{0} 不滑动窗口；请询问它的形状。</translation>
    </message>
    <message>
      <source>{0} reads no channel {1}; open the lesson again.</source>
      <translation>{0} 不读取通道 {1}；请重新打开课程。</translation>
    </message>
    <message>
      <source>{0} remembers nothing; ask a BatchNorm step.</source>
      <translation>{0} 不保存统计量；请询问 BatchNorm 步骤。</translation>
    </message>
    <message>
      <source>{0}: it must be a list.</source>
      <translation>{0}：必须是列表。</translation>
    </message>
    <message>
      <source>{0}: it must be a whole number.</source>
      <translation>{0}：必须是整数。</translation>
    </message>
    <message>
      <source>$.source: it is one of {0}.</source>
      <translation>$.source：必须是 {0} 之一。</translation>
    </message>
    <message>
      <source>$.source.samples: it names some of {0}.</source>
      <translation>$.source.samples：从 {0} 中选取。</translation>
    </message>
    <message>
      <source>$.source.shape: it is N, C, H, W, each at least 1.</source>
      <translation>$.source.shape：是 N, C, H, W，每项至少为 1。</translation>
    </message>
    <message>
      <source>A lesson holds photos of at most {0} numbers, not {1}. Open a sample or type numbers, then save the lesson.</source>
      <translation>课程中的照片最多 {0} 个数，而这里有 {1} 个。请打开示例或输入数字，再保存课程。</translation>
    </message>
    <message>
      <source>$.source.{0}: it must be rows of numbers of one length.</source>
      <translation>$.source.{0}：必须是若干行长度相同的数字。</translation>
    </message>
    <message>
      <source>{0}: needs feature maps (N, C, H, W), but its input has {1} axes ({2}). Put it before flatten.</source>
      <translation>{0}：需要特征图 (N, C, H, W)，但输入有 {1} 个轴（{2}）。请把它放到展平之前。</translation>
    </message>
    <message>
      <source>{0}: axis {1} is not one of the {2} axes of its input.</source>
      <translation>{0}：输入有 {2} 个轴，没有轴 {1}。</translation>
    </message>
    <message>
      <source>{0}: axes {1} to {2} are not a range of the {3} axes of its input.</source>
      <translation>{0}：输入有 {3} 个轴，轴 {1} 到 {2} 不是其中的一段。</translation>
    </message>
    <message>
      <source>{0}: its weight has {1} inputs, but it is given {2} (from {3}). The weight must be {2} x {4}, or the photo another size.</source>
      <translation>{0}：权重有 {1} 个输入，但实际得到 {2} 个（来自 {3}）。权重必须是 {2} x {4}，或换一张其他尺寸的照片。</translation>
    </message>
    <message>
      <source>{0}: bias has {1} numbers, but there are {2} outputs.</source>
      <translation>{0}：偏置有 {1} 个数，但输出有 {2} 个。</translation>
    </message>
    <message>
      <source>{0}: joins two steps; name the other one in "input".</source>
      <translation>{0}：它合并两个步骤；请在 "input" 中指明另一个。</translation>
    </message>
    <message>
      <source>{0}: joins maps of one shape, not {1} and {2}.</source>
      <translation>{0}：只能合并形状相同的特征图，不能合并 {1} 和 {2}。</translation>
    </message>
    <message>
      <source>{0}: {1} has {2} numbers, but its input has {3} channels. It needs a number for each.</source>
      <translation>{0}：{1} 有 {2} 个数，但输入有 {3} 个通道。每个通道需要一个数。</translation>
    </message>
    <message>
      <source>at least {0:g}</source>
      <translation>不小于 {0:g} 的数</translation>
    </message>
    <message>
      <source>an integer or [height, width]</source>
      <translation>整数或 [高, 宽]</translation>
    </message>
    <message>
      <source>an integer, [height, width], [top, bottom, left, right], "same" or "valid"</source>
      <translation>整数、[高, 宽]、[上, 下, 左, 右]、"same" 或 "valid"</translation>
    </message>
    <message>
      <source>an integer, a list of axes or null</source>
      <translation>整数、轴的列表或 null</translation>
    </message>
    <message>
      <source>{0} must hold finite float32 numbers only.</source>
      <translation>{0} 只能包含有限的 float32 数。</translation>
    </message>
    <message>
      <source>{0} must be {1}, not {2}.</source>
      <translation>{0} 必须是{1}，不能是 {2}。</translation>
    </message>
    <message>
      <source>{0} must be finite, and at most {1:.8g} as float32 is, not {2}.</source>
      <translation>{0} 必须是有限的数，且不超过 float32 的上限 {1:.8g}，不能是 {2}。</translation>
    </message>
    <message>
      <source>from {0:g} to {1:g}</source>
      <translation> {0:g} 到 {1:g} 之间的数</translation>
    </message>
    <message>
      <source>{0} must be true or false, not {1}.</source>
      <translation>{0} 必须是 true 或 false，不能是 {1}。</translation>
    </message>
    <message>
      <source>{0} must be one of {1}, not {2}.</source>
      <translation>{0} 必须是 {1} 之一，不能是 {2}。</translation>
    </message>
    <message>
      <source>{0} must be {1}, not {2} numbers.</source>
      <translation>{0} 必须是{1}，不能是 {2} 个数。</translation>
    </message>
    <message>
      <source>{0} must be a list with a number for each channel, or null.</source>
      <translation>{0} 必须是每个通道一个数的列表，或 null。</translation>
    </message>
    <message>
      <source>{0} must be a kernel of rows and columns, or a bank (outputs, inputs, rows, columns), each at least 1; its shape is {1}.</source>
      <translation>{0} 必须是由行和列组成的卷积核，或一组卷积核 (输出, 输入, 行, 列)，每项至少为 1；现在的形状是 {1}。</translation>
    </message>
    <message>
      <source>{0} is {1} x {2}; a kernel is at most {3:g} x {3:g}.</source>
      <translation>{0} 是 {1} x {2}；卷积核最大为 {3:g} x {3:g}。</translation>
    </message>
    <message>
      <source>{0} must be a number, not {1}.</source>
      <translation>{0} 必须是数字，不能是 {1}。</translation>
    </message>
    <message>
      <source>{0} must be a number, not a list: a bank has {1} axes.</source>
      <translation>{0} 必须是数字，不能是列表：一组卷积核有 {1} 个轴。</translation>
    </message>
    <message>
      <source>{0} is not a parameter of {1}; it has {2}.</source>
      <translation>{0} 不是 {1} 的参数；可用参数：{2}。</translation>
    </message>
    <message>
      <source>{0} must not be null.</source>
      <translation>{0} 不能是 null。</translation>
    </message>
    <message>
      <source>an integer</source>
      <translation>整数</translation>
    </message>
    <message>
      <source>a number</source>
      <translation>数字</translation>
    </message>
    <message>
      <source>at most {0:,.0f}</source>
      <translation>不大于 {0:,.0f} 的数</translation>
    </message>
    <message>
      <source>{0}[{1}] is not as long as {0}[0]; every row needs the same length.</source>
      <translation>{0}[{1}] 与 {0}[0] 长度不同；每一行的长度必须相同。</translation>
    </message>
    <message>
      <source>{0} needs {1}.</source>
      <translation>{0} 缺少 {1}。</translation>
    </message>
    <message>
      <source>that of one number</source>
      <translation>一个数</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>{0} was not written: an animation ends in .gif or .webp, not {1}.</source>
      <translation>{0} 没有写入：动画的扩展名是 .gif 或 .webp，不能是 {1}。</translation>
    </message>
    <message>
      <source>{0} was not written: it has no frames.</source>
      <translation>{0} 没有写入：没有任何帧。</translation>
    </message>
    <message>
      <source>it holds {0} values, not numbers a picture can have</source>
      <translation>它的数值类型是 {0}，图片不能使用</translation>
    </message>
    <message>
      <source>CMYK inks were turned into RGB without a profile; colours are rough.</source>
      <translation>CMYK 油墨色在没有色彩配置文件的情况下转成了 RGB；颜色只是近似。</translation>
    </message>
    <message>
      <source>Colours were turned from “{0}” into sRGB.</source>
      <translation>颜色已从“{0}”转换为 sRGB。</translation>
    </message>
    <message>
      <source>Black and white (1 bit): read as 0 and 255.</source>
      <translation>黑白（1 位）：按 0 和 255 读取。</translation>
    </message>
    <message>
      <source>{0}-bit values: spread over 0 to {1}.</source>
      <translation>{0} 位数值：展开到 0 到 {1}。</translation>
    </message>
    <message>
      <source>{0} values: divided by {1}, so that white is 1.</source>
      <translation>{0} 数值：除以 {1}，使白色为 1。</translation>
    </message>
    <message>
      <source>{0} values are NaN or infinite; they are kept.</source>
      <translation>有 {0} 个数值是 NaN 或无穷大；已原样保留。</translation>
    </message>
    <message>
      <source>Values reach from {0:g} to {1:g}; 1 is taken as white and nothing is cut off.</source>
      <translation>数值从 {0:g} 到 {1:g}；以 1 为白色，不做截断。</translation>
    </message>
    <message>
      <source>Transparency was dropped; the colours beneath it are kept as stored.</source>
      <translation>已去掉透明度；其下的颜色按文件中的值保留。</translation>
    </message>
    <message>
      <source>{0} bands: only the first {1} are shown.</source>
      <translation>共 {0} 个波段：只显示前 {1} 个。</translation>
    </message>
    <message>
      <source>64-bit numbers: rounded to 32 bits.</source>
      <translation>64 位数：已舍入为 32 位。</translation>
    </message>
    <message>
      <source>CMYK inks were turned into sRGB through the file's profile.</source>
      <translation>CMYK 油墨色已按文件的色彩配置文件转换为 sRGB。</translation>
    </message>
    <message>
      <source>The colour profile is broken; the values are read as sRGB.</source>
      <translation>色彩配置文件已损坏；数值按 sRGB 读取。</translation>
    </message>
    <message>
      <source>The CMYK colour profile is broken and was not used.</source>
      <translation>CMYK 色彩配置文件已损坏，没有使用。</translation>
    </message>
    <message>
      <source>The colour profile “{0}” was not applied: the values are kept as stored.</source>
      <translation>没有应用色彩配置文件“{0}”：数值按文件中的值保留。</translation>
    </message>
    <message>
      <source>camera raw files need the extra: pip install filter-workbench[raw]</source>
      <translation>读取相机 RAW 文件需要安装扩展：pip install filter-workbench[raw]</translation>
    </message>
    <message>
      <source>Developed from the camera's raw file as shot.</source>
      <translation>已按拍摄时的设置从相机 RAW 文件冲印。</translation>
    </message>
    <message>
      <source>scans</source>
      <translation>次扫描</translation>
    </message>
    <message>
      <source>its Lab values cannot be turned into RGB</source>
      <translation>它的 Lab 数值无法转换为 RGB</translation>
    </message>
    <message>
      <source>it is not a picture, or of a format that is not read here</source>
      <translation>它不是图片，或格式不受支持</translation>
    </message>
    <message>
      <source>frames</source>
      <translation>帧</translation>
    </message>
    <message>
      <source>{0} values were turned into RGB.</source>
      <translation>{0} 数值已转换为 RGB。</translation>
    </message>
    <message>
      <source>Palette colours were written out as RGB.</source>
      <translation>调色板颜色已展开为 RGB。</translation>
    </message>
    <message>
      <source>HEIC pictures need the extra: pip install filter-workbench[heif]</source>
      <translation>读取 HEIC 图片需要安装扩展：pip install filter-workbench[heif]</translation>
    </message>
    <message>
      <source>The file is damaged: what could not be read is black, and of 16 bits 8 may be left.</source>
      <translation>文件已损坏：读不出的部分显示为黑色，16 位可能只剩 8 位。</translation>
    </message>
    <message>
      <source>One colour was marked as transparent; it is kept.</source>
      <translation>有一种颜色被标为透明；已保留。</translation>
    </message>
    <message>
      <source>it is {0:,} × {1:,}, and a PNG of 16 bits is read up to {2:,} on a side</source>
      <translation>它是 {0:,} × {1:,}，而 16 位 PNG 每边最多读取 {2:,}</translation>
    </message>
    <message>
      <source>the file is far larger than its picture</source>
      <translation>文件远大于其中的图片</translation>
    </message>
    <message>
      <source>its shape {0} is not (H, W), (H, W, C) or (C, H, W)</source>
      <translation>它的形状 {0} 不是 (H, W)、(H, W, C) 或 (C, H, W)</translation>
    </message>
    <message>
      <source>Values from 0 to {0}: spread over 0 to {1}.</source>
      <translation>0 到 {0} 的数值：展开到 0 到 {1}。</translation>
    </message>
    <message>
      <source>Read as channels first, (C, H, W).</source>
      <translation>按通道在前 (C, H, W) 读取。</translation>
    </message>
    <message>
      <source>it has {0} and no frame {1}</source>
      <translation>它有{0}，没有第 {1} 帧</translation>
    </message>
    <message>
      <source>its {0} {1} of {2} × {3} are {4:,.0f} million pixels to decode; the limit is {5:,.0f} million</source>
      <translation>它有 {0} {1}，每{1} {2} × {3}，解码共 {4:,.0f} 百万像素；上限是 {5:,.0f} 百万</translation>
    </message>
    <message>
      <source>one frame</source>
      <translation>一帧</translation>
    </message>
    <message>
      <source>{0} frames</source>
      <translation> {0} 帧</translation>
    </message>
    <message>
      <source>its page {0} is damaged</source>
      <translation>它的第 {0} 页已损坏</translation>
    </message>
    <message>
      <source>its pixels are packed as {0}, which is not read in TIFF; save it with LZW, Deflate or no compression, or as a file of that format</source>
      <translation>它的像素用 {0} 压缩，不能在 TIFF 中读取；请改用 LZW、Deflate 或不压缩保存，或直接存成该格式的文件</translation>
    </message>
    <message>
      <source>its axes {0} are not those of a picture</source>
      <translation>它的轴 {0} 不是图片的轴</translation>
    </message>
    <message>
      <source>{0} was not written: the pipeline has {1:.1f} MB and a picture carries at most {2:.0f} MB. Save the pipeline beside it.</source>
      <translation>{0} 没有写入：流水线有 {1:.1f} MB，而图片最多携带 {2:.0f} MB。请把流水线另存在旁边。</translation>
    </message>
    <message>
      <source>the pipeline in the picture is damaged</source>
      <translation>图片中的流水线已损坏</translation>
    </message>
    <message>
      <source>the limit is {0:,.0f} million (set the variable WORKBENCH_MEGAPIXELS to raise it, or shrink the picture in another program)</source>
      <translation>上限是 {0:,.0f} 百万（可设置环境变量 WORKBENCH_MEGAPIXELS 提高上限，或先用其他程序缩小图片）</translation>
    </message>
    <message>
      <source>the picture is cut off (truncated)</source>
      <translation>图片不完整（被截断）</translation>
    </message>
    <message>
      <source>the picture is damaged</source>
      <translation>图片已损坏</translation>
    </message>
    <message>
      <source>the picture is damaged or of a kind that is not read here</source>
      <translation>图片已损坏，或属于不支持的类型</translation>
    </message>
    <message>
      <source>it has no pixels</source>
      <translation>它没有像素</translation>
    </message>
    <message>
      <source>{0} × {1} is {2:,.0f} million pixels; {3}</source>
      <translation>{0} × {1} 共 {2:,.0f} 百万像素；{3}</translation>
    </message>
    <message>
      <source>it needs about {0:.1f} GB of memory and {1:.1f} GB are free</source>
      <translation>它大约需要 {0:.1f} GB 内存，而可用内存为 {1:.1f} GB</translation>
    </message>
    <message>
      <source>it has {0:,.0f} million pixels; {1}</source>
      <translation>它有 {0:,.0f} 百万像素；{1}</translation>
    </message>
    <message>
      <source>there is not enough memory for it</source>
      <translation>内存不足</translation>
    </message>
    <message>
      <source>Frame {0} of {1}.</source>
      <translation>第 {0} 帧，共 {1} 帧。</translation>
    </message>
    <message>
      <source>it is too large; {0}</source>
      <translation>它太大；{0}</translation>
    </message>
    <message>
      <source>{0} was not written: format {1} or mapping {2} is not one of {3}.</source>
      <translation>{0} 没有写入：格式 {1} 或映射 {2} 不在 {3} 之中。</translation>
    </message>
    <message>
      <source>{0} was not written: {1} holds {2} bits a channel, not {3}.</source>
      <translation>{0} 没有写入：{1} 每个通道为 {2} 位，不能是 {3} 位。</translation>
    </message>
    <message>
      <source>{0} was not written: there is nothing to save in a map of shape {1}.</source>
      <translation>{0} 没有写入：形状为 {1} 的特征图没有可保存的内容。</translation>
    </message>
    <message>
      <source>{0} was not written: {1} holds 1 or 3 channels and the result has {2}. Save it as tiff or npy, or save one map.</source>
      <translation>{0} 没有写入：{1} 只能有 1 或 3 个通道，而结果有 {2} 个。请存成 tiff 或 npy，或只保存一张特征图。</translation>
    </message>
    <message>
      <source>{0} was not written: {1} is at most {2} pixels long, not {3}.</source>
      <translation>{0} 没有写入：{1} 的边长最多 {2} 像素，不能是 {3}。</translation>
    </message>
    <message>
      <source>{0} was not written: {1} needs about {2:.1f} GB of memory and {3:.1f} GB are free. Save it as png or tiff, which go out in bands.</source>
      <translation>{0} 没有写入：{1} 大约需要 {2:.1f} GB 内存，而可用内存为 {3:.1f} GB。请存成可分段写出的 png 或 tiff。</translation>
    </message>
    <message>
      <source>{0} was not written: the pipeline would not read back as it is.</source>
      <translation>{0} 没有写入：流水线写出后无法原样读回。</translation>
    </message>
    <message>
      <source>the file begins with a byte order mark (BOM); save it as UTF-8 without one</source>
      <translation>文件开头有字节顺序标记（BOM）；请存成不带 BOM 的 UTF-8</translation>
    </message>
    <message>
      <source>the file is UTF-16; save it as UTF-8</source>
      <translation>文件是 UTF-16 编码；请存成 UTF-8</translation>
    </message>
    <message>
      <source>the version is missing</source>
      <translation>缺少版本号</translation>
    </message>
    <message>
      <source>an id must not be empty</source>
      <translation>id 不能为空</translation>
    </message>
    <message>
      <source>{0} was not written: the pipeline would not read back ({1}).</source>
      <translation>{0} 没有写入：流水线写出后无法读回（{1}）。</translation>
    </message>
    <message>
      <source>the range must be one of {0}, not {1}</source>
      <translation>取值范围必须是 {0} 之一，不能是 {1}</translation>
    </message>
    <message>
      <source>steps must be a list of steps</source>
      <translation>steps 必须是步骤的列表</translation>
    </message>
    <message>
      <source>steps are missing</source>
      <translation>缺少 steps</translation>
    </message>
    <message>
      <source>there are {0:,} steps and the limit is {1:,}</source>
      <translation>共有 {0:,} 个步骤，上限是 {1:,}</translation>
    </message>
    <message>
      <source>the file has more than {0:.0f} MB</source>
      <translation>文件超过 {0:.0f} MB</translation>
    </message>
    <message>
      <source>it has {0:,} lists and objects, and the limit is {1:,}</source>
      <translation>它有 {0:,} 个列表和对象，上限是 {1:,}</translation>
    </message>
    <message>
      <source>to read it takes about {0:.1f} GB of memory and {1:.1f} GB are free</source>
      <translation>读取它大约需要 {0:.1f} GB 内存，而可用内存为 {1:.1f} GB</translation>
    </message>
    <message>
      <source>the file is nested too deeply</source>
      <translation>文件嵌套过深</translation>
    </message>
    <message>
      <source>not {0}</source>
      <translation>而不是 {0}</translation>
    </message>
    <message>
      <source>and it is missing</source>
      <translation>而它缺失</translation>
    </message>
    <message>
      <source>the format must be "{0}", {1}: this is no pipeline file</source>
      <translation>format 必须是 "{0}"，{1}：这不是流水线文件</translation>
    </message>
    <message>
      <source>the version must be a whole number from 1, not {0}</source>
      <translation>版本号必须是从 1 开始的整数，不能是 {0}</translation>
    </message>
    <message>
      <source>the file is of version {0}, written by a newer Filter Workbench; this one reads up to version {1}</source>
      <translation>文件的版本是 {0}，由更新的 Filter Workbench 写成；本程序最高读取版本 {1}</translation>
    </message>
    <message>
      <source>{0} is not a kind of step; there are {1}</source>
      <translation>{0} 不是步骤的种类；可选：{1}</translation>
    </message>
    <message>
      <source>enabled must be true or false, not {0}</source>
      <translation>enabled 必须是 true 或 false，不能是 {0}</translation>
    </message>
    <message>
      <source>input must be the id of an earlier step, not {0}</source>
      <translation>input 必须是前面某个步骤的 id，不能是 {0}</translation>
    </message>
    <message>
      <source>"{0}" stands for the photo; no step may have this id</source>
      <translation>“{0}”代表照片；步骤不能使用这个 id</translation>
    </message>
    <message>
      <source>another step already has the id {0}</source>
      <translation>已有步骤使用 id {0}</translation>
    </message>
    <message>
      <source>the id {0} holds a slash or a control character</source>
      <translation>id {0} 含有斜杠或控制字符</translation>
    </message>
    <message>
      <source>this must be an object, {{...}}, not {0}</source>
      <translation>这里必须是对象 {{...}}，不能是 {0}</translation>
    </message>
    <message>
      <source>{0} stands here twice</source>
      <translation>{0} 在这里出现了两次</translation>
    </message>
    <message>
      <source>this must be text, not {0}</source>
      <translation>这里必须是文本，不能是 {0}</translation>
    </message>
    <message>
      <source>this has {0} characters and the limit is {1}</source>
      <translation>这里有 {0} 个字符，上限是 {1}</translation>
    </message>
    <message>
      <source>{0} holds half a character</source>
      <translation>{0} 含有半个字符</translation>
    </message>
    <message>
      <source>the file is not JSON ({0})</source>
      <translation>文件不是 JSON（{0}）</translation>
    </message>
    <message>
      <source>{0} is missing</source>
      <translation>缺少 {0}</translation>
    </message>
    <message>
      <source>{0} would read itself; input names an earlier step</source>
      <translation>{0} 会读取自己；input 要填前面的步骤</translation>
    </message>
    <message>
      <source>its parameters cannot be read ({0})</source>
      <translation>它的参数无法读取（{0}）</translation>
    </message>
    <message>
      <source>there is no such field; there are {0}</source>
      <translation>没有这个字段；可用字段：{0}</translation>
    </message>
    <message>
      <source>{0} comes later; input names an earlier step</source>
      <translation>{0} 在后面；input 要填前面的步骤</translation>
    </message>
    <message>
      <source>no earlier step is named {0}; input names one, or {1}</source>
      <translation>前面没有名为 {0} 的步骤；input 要填前面的步骤，或 {1}</translation>
    </message>
    <message>
      <source>it is not a regular file</source>
      <translation>它不是普通文件</translation>
    </message>
    <message>
      <source>the file is empty</source>
      <translation>文件是空的</translation>
    </message>
    <message>
      <source>the file has {0:,.0f} MB, more than the limit of {1:,.0f} MB</source>
      <translation>文件有 {0:,.0f} MB，超过 {1:,.0f} MB 的上限</translation>
    </message>
    <message>
      <source>something is missing in it</source>
      <translation>其中缺少内容</translation>
    </message>
    <message>
      <source>Unsaved work of an earlier run could not be read ({0}); it is kept as {1}.</source>
      <translation>无法读取上次运行时未保存的内容（{0}）；文件保留为 {1}。</translation>
    </message>
    <message>
      <source>it is of version {0}</source>
      <translation>它的版本是 {0}</translation>
    </message>
    <message>
      <source>{0}: its input with padding is {1:,} x {2:,}, {3:,.0f} million values, and the limit is {4:,.0f} million. Pad by less.</source>
      <translation>{0}：填充后的输入是 {1:,} x {2:,}，共 {3:,.0f} 百万个数值，上限是 {4:,.0f} 百万。请减少填充。</translation>
    </message>
    <message>
      <source>{0}: its weight has {1} inputs, but {2} lays {3} = {4} values in a row. The weight must be {4} x {5}, or the photo another size.</source>
      <translation>{0}：权重有 {1} 个输入，但 {2} 把 {3} = {4} 个数值排成一行。权重必须是 {4} x {5}，或换一张其他尺寸的照片。</translation>
    </message>
    <message>
      <source>The result needs {0:.1f} GB of memory and {1:.1f} GB are free. Use a smaller photo.</source>
      <translation>结果需要 {0:.1f} GB 内存，而可用内存为 {1:.1f} GB。请换更小的照片。</translation>
    </message>
    <message>
      <source>there is neither a file nor a preset of this name</source>
      <translation>没有这个名称的文件或预设</translation>
    </message>
    <message>
      <source>The settings could not be read ({0}); the program starts with its own.</source>
      <translation>无法读取设置（{0}）；程序以默认设置启动。</translation>
    </message>
    <message>
      <source>{0} The unreadable file is kept as {1}.</source>
      <translation>{0}读不出的文件保留为 {1}。</translation>
    </message>
    <message>
      <source>they are no object of JSON</source>
      <translation>内容不是 JSON 对象</translation>
    </message>
    <message>
      <source>they are of version {0}</source>
      <translation>设置的版本是 {0}</translation>
    </message>
    <message>
      <source>{0} has a value that it cannot have</source>
      <translation>{0} 的值无效</translation>
    </message>
    <message>
      <source>The settings were not kept: {0}</source>
      <translation>设置没有保存：{0}</translation>
    </message>
    <message>
      <source>A tray holds 1 to {0} photos, not {1}.</source>
      <translation>一组照片可放 1 到 {0} 张，不能是 {1} 张。</translation>
    </message>
    <message>
      <source>a folder</source>
      <translation>文件夹</translation>
    </message>
    <message>
      <source>not a regular file</source>
      <translation>不是普通文件</translation>
    </message>
    <message>
      <source>{0} was not written: it is {1}.</source>
      <translation>{0} 没有写入：目标是{1}。</translation>
    </message>
    <message>
      <source>{0} was not written: it is read-only.</source>
      <translation>{0} 没有写入：文件是只读的。</translation>
    </message>
    <message>
      <source>{0} was not written: it reads back differently. Is the disk sound?</source>
      <translation>{0} 没有写入：读回的内容不同。磁盘是否正常？</translation>
    </message>
    <message>
      <source>{0} was not written: {1}. What was there is unchanged.</source>
      <translation>{0} 没有写入：{1}。原有文件没有改变。</translation>
    </message>
    <message>
      <source>{0} was not written: there is not enough memory. What was there is unchanged.</source>
      <translation>{0} 没有写入：内存不足。原有文件没有改变。</translation>
    </message>
  </context>
  <context>
    <name>tables</name>
    <message>
      <source>Convolution</source>
      <translation>卷积</translation>
    </message>
    <message>
      <source>Filter</source>
      <translation>滤波</translation>
    </message>
    <message>
      <source>Kernel</source>
      <translation>卷积核</translation>
    </message>
    <message>
      <source>The weights.</source>
      <translation>权重。</translation>
    </message>
    <message>
      <source>Channels</source>
      <translation>通道</translation>
    </message>
    <message>
      <source>Sum: one map from all channels. Each: every channel alone.</source>
      <translation>求和：由全部通道得到一张特征图。逐通道：每个通道单独卷积。</translation>
    </message>
    <message>
      <source>Bias</source>
      <translation>偏置</translation>
    </message>
    <message>
      <source>A number added to every value of an output channel.</source>
      <translation>加到输出通道每个数值上的数。</translation>
    </message>
    <message>
      <source>Stride</source>
      <translation>步幅</translation>
    </message>
    <message>
      <source>How far the window moves, down and across.</source>
      <translation>窗口在高和宽方向每次移动的距离。</translation>
    </message>
    <message>
      <source>Padding</source>
      <translation>填充</translation>
    </message>
    <message>
      <source>Rows and columns added around the map.</source>
      <translation>在特征图四周添加的行数和列数。</translation>
    </message>
    <message>
      <source>Dilation</source>
      <translation>空洞</translation>
    </message>
    <message>
      <source>Distance between neighbouring weights.</source>
      <translation>相邻权重之间的间隔。</translation>
    </message>
    <message>
      <source>Groups</source>
      <translation>分组</translation>
    </message>
    <message>
      <source>Channels are split into so many groups that do not mix.</source>
      <translation>将通道分成若干组，各组互不混合。</translation>
    </message>
    <message>
      <source>Padding mode</source>
      <translation>填充方式</translation>
    </message>
    <message>
      <source>What padded places hold.</source>
      <translation>填充位置的取值方式。</translation>
    </message>
    <message>
      <source>Max pool</source>
      <translation>最大池化</translation>
    </message>
    <message>
      <source>Pool</source>
      <translation>池化</translation>
    </message>
    <message>
      <source>Window</source>
      <translation>窗口</translation>
    </message>
    <message>
      <source>Height and width of the window.</source>
      <translation>窗口的高和宽。</translation>
    </message>
    <message>
      <source>How far the window moves; empty: its own size.</source>
      <translation>窗口每次移动的距离；留空则等于窗口大小。</translation>
    </message>
    <message>
      <source>Round up</source>
      <translation>向上取整</translation>
    </message>
    <message>
      <source>Keep a last window that reaches over the edge.</source>
      <translation>保留最后一个超出边缘的窗口。</translation>
    </message>
    <message>
      <source>Average pool</source>
      <translation>平均池化</translation>
    </message>
    <message>
      <source>Count padding</source>
      <translation>计入填充</translation>
    </message>
    <message>
      <source>Padded zeros count as values.</source>
      <translation>填充的零也参与平均。</translation>
    </message>
    <message>
      <source>BatchNorm</source>
      <translation>批归一化</translation>
    </message>
    <message>
      <source>Normalise</source>
      <translation>归一化</translation>
    </message>
    <message>
      <source>Running mean</source>
      <translation>滑动均值</translation>
    </message>
    <message>
      <source>A number for each channel; empty: 0.</source>
      <translation>每个通道一个数；留空为 0。</translation>
    </message>
    <message>
      <source>Running variance</source>
      <translation>滑动方差</translation>
    </message>
    <message>
      <source>A number for each channel; empty: 1.</source>
      <translation>每个通道一个数；留空为 1。</translation>
    </message>
    <message>
      <source>Scale γ</source>
      <translation>缩放 γ</translation>
    </message>
    <message>
      <source>Shift β</source>
      <translation>平移 β</translation>
    </message>
    <message>
      <source>Momentum</source>
      <translation>动量</translation>
    </message>
    <message>
      <source>running = running × m + batch × (1 − m).</source>
      <translation>滑动值 = 滑动值 × m + 批次值 × (1 − m)。</translation>
    </message>
    <message>
      <source>Epsilon</source>
      <translation>ε</translation>
    </message>
    <message>
      <source>Added to the variance before the root.</source>
      <translation>开方前加到方差上的微小值。</translation>
    </message>
    <message>
      <source>Dropout</source>
      <translation>丢弃法</translation>
    </message>
    <message>
      <source>Share dropped</source>
      <translation>丢弃概率</translation>
    </message>
    <message>
      <source>The chance of each value to become 0.</source>
      <translation>每个数值被置为 0 的概率。</translation>
    </message>
    <message>
      <source>Scaling</source>
      <translation>缩放方式</translation>
    </message>
    <message>
      <source>Where the loss is made up for: ÷ (1 − p) in training, or × (1 − p) in inference.</source>
      <translation>在哪里补偿被丢弃的数值：训练时 ÷ (1 − p)，或预测时 × (1 − p)。</translation>
    </message>
    <message>
      <source>Axes of the mask</source>
      <translation>掩码的轴</translation>
    </message>
    <message>
      <source>Along which the mask varies; empty: all.</source>
      <translation>掩码沿哪些轴变化；留空为全部。</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>随机种子</translation>
    </message>
    <message>
      <source>Which values are dropped; the same every time.</source>
      <translation>决定丢弃哪些数值；每次结果相同。</translation>
    </message>
    <message>
      <source>ReLU</source>
      <translation>ReLU</translation>
    </message>
    <message>
      <source>Activate</source>
      <translation>激活函数</translation>
    </message>
    <message>
      <source>Sigmoid</source>
      <translation>Sigmoid</translation>
    </message>
    <message>
      <source>Tanh</source>
      <translation>Tanh</translation>
    </message>
    <message>
      <source>SiLU</source>
      <translation>SiLU</translation>
    </message>
    <message>
      <source>Hardswish</source>
      <translation>Hardswish</translation>
    </message>
    <message>
      <source>Clip</source>
      <translation>截断</translation>
    </message>
    <message>
      <source>Least</source>
      <translation>下限</translation>
    </message>
    <message>
      <source>What is below becomes this.</source>
      <translation>低于下限的值变为下限。</translation>
    </message>
    <message>
      <source>Largest</source>
      <translation>上限</translation>
    </message>
    <message>
      <source>What is above becomes this; 0 and 6: ReLU6.</source>
      <translation>高于上限的值变为上限；0 和 6 即 ReLU6。</translation>
    </message>
    <message>
      <source>Softplus</source>
      <translation>Softplus</translation>
    </message>
    <message>
      <source>Leaky ReLU</source>
      <translation>Leaky ReLU</translation>
    </message>
    <message>
      <source>Slope below 0</source>
      <translation>负半轴斜率</translation>
    </message>
    <message>
      <source>ELU</source>
      <translation>ELU</translation>
    </message>
    <message>
      <source>Alpha</source>
      <translation>α</translation>
    </message>
    <message>
      <source>GELU</source>
      <translation>GELU</translation>
    </message>
    <message>
      <source>Approximation</source>
      <translation>近似方式</translation>
    </message>
    <message>
      <source>Softmax</source>
      <translation>Softmax</translation>
    </message>
    <message>
      <source>Axis</source>
      <translation>轴</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>相加</translation>
    </message>
    <message>
      <source>Join</source>
      <translation>合并</translation>
    </message>
    <message>
      <source>Multiply</source>
      <translation>相乘</translation>
    </message>
    <message>
      <source>Magnitude</source>
      <translation>幅值</translation>
    </message>
    <message>
      <source>Flatten</source>
      <translation>展平</translation>
    </message>
    <message>
      <source>Dense</source>
      <translation>全连接</translation>
    </message>
    <message>
      <source>First axis</source>
      <translation>起始轴</translation>
    </message>
    <message>
      <source>Last axis</source>
      <translation>终止轴</translation>
    </message>
    <message>
      <source>Linear</source>
      <translation>全连接层</translation>
    </message>
    <message>
      <source>Weight</source>
      <translation>权重</translation>
    </message>
    <message>
      <source>Inputs by outputs.</source>
      <translation>输入数 × 输出数。</translation>
    </message>
    <message>
      <source>, stride {0}</source>
      <translation>，步幅 {0}</translation>
    </message>
    <message>
      <source>Pad by {0}</source>
      <translation>填充 {0}</translation>
    </message>
    <message>
      <source>Kernel {0} × {1}</source>
      <translation>卷积核 {0} × {1}</translation>
    </message>
    <message>
      <source>Window {0} × {1}</source>
      <translation>窗口 {0} × {1}</translation>
    </message>
    <message>
      <source>Inputs {0}</source>
      <translation>输入 {0}</translation>
    </message>
    <message>
      <source>Channels {0}</source>
      <translation>通道 {0}</translation>
    </message>
    <message>
      <source>Biases {0}</source>
      <translation>偏置 {0} 个</translation>
    </message>
    <message>
      <source>Identity</source>
      <translation>恒等</translation>
    </message>
    <message>
      <source>Basic</source>
      <translation>基础</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>大小</translation>
    </message>
    <message>
      <source>Vertical edge</source>
      <translation>垂直边缘</translation>
    </message>
    <message>
      <source>Edges</source>
      <translation>边缘</translation>
    </message>
    <message>
      <source>Edge detector</source>
      <translation>边缘检测</translation>
    </message>
    <message>
      <source>Edge detector / 8</source>
      <translation>边缘检测 / 8</translation>
    </message>
    <message>
      <source>Box blur</source>
      <translation>均值模糊</translation>
    </message>
    <message>
      <source>Blur</source>
      <translation>模糊</translation>
    </message>
    <message>
      <source>Height</source>
      <translation>高</translation>
    </message>
    <message>
      <source>Width</source>
      <translation>宽</translation>
    </message>
    <message>
      <source>Gaussian blur</source>
      <translation>高斯模糊</translation>
    </message>
    <message>
      <source>Sigma</source>
      <translation>σ</translation>
    </message>
    <message>
      <source>Motion blur</source>
      <translation>运动模糊</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>长度</translation>
    </message>
    <message>
      <source>Angle</source>
      <translation>角度</translation>
    </message>
    <message>
      <source>Lens blur</source>
      <translation>镜头模糊</translation>
    </message>
    <message>
      <source>Diameter</source>
      <translation>直径</translation>
    </message>
    <message>
      <source>Sobel x</source>
      <translation>Sobel x</translation>
    </message>
    <message>
      <source>Sobel y</source>
      <translation>Sobel y</translation>
    </message>
    <message>
      <source>Prewitt x</source>
      <translation>Prewitt x</translation>
    </message>
    <message>
      <source>Prewitt y</source>
      <translation>Prewitt y</translation>
    </message>
    <message>
      <source>Scharr x</source>
      <translation>Scharr x</translation>
    </message>
    <message>
      <source>Scharr y</source>
      <translation>Scharr y</translation>
    </message>
    <message>
      <source>Roberts x</source>
      <translation>Roberts x</translation>
    </message>
    <message>
      <source>Roberts y</source>
      <translation>Roberts y</translation>
    </message>
    <message>
      <source>Laplacian</source>
      <translation>拉普拉斯</translation>
    </message>
    <message>
      <source>Laplacian, 8 neighbours</source>
      <translation>拉普拉斯，8 邻域</translation>
    </message>
    <message>
      <source>Laplacian of Gaussian</source>
      <translation>高斯拉普拉斯</translation>
    </message>
    <message>
      <source>Difference of Gaussians</source>
      <translation>高斯差分</translation>
    </message>
    <message>
      <source>Ratio</source>
      <translation>比值</translation>
    </message>
    <message>
      <source>Sharpen</source>
      <translation>锐化</translation>
    </message>
    <message>
      <source>Amount</source>
      <translation>强度</translation>
    </message>
    <message>
      <source>Unsharp</source>
      <translation>反锐化掩模</translation>
    </message>
    <message>
      <source>Emboss</source>
      <translation>浮雕</translation>
    </message>
    <message>
      <source>Effects</source>
      <translation>效果</translation>
    </message>
    <message>
      <source>Gabor</source>
      <translation>Gabor</translation>
    </message>
    <message>
      <source>Wavelength</source>
      <translation>波长</translation>
    </message>
    <message>
      <source>Case 1: black and white edge</source>
      <translation>案例1：黑白边界检测</translation>
    </message>
    <message>
      <source>Chapter</source>
      <translation>教程</translation>
    </message>
    <message>
      <source>The kernel 1 0 −1 finds where light ends.</source>
      <translation>用卷积核 1 0 −1 找出明暗分界处。</translation>
    </message>
    <message>
      <source>Case 2: outlines</source>
      <translation>案例2：物体边缘检测</translation>
    </message>
    <message>
      <source>Eight times the middle less its neighbours, over 8.</source>
      <translation>中间值的 8 倍减去周围 8 个值，再除以 8。</translation>
    </message>
    <message>
      <source>Case 3: mean blur</source>
      <translation>案例3：均值模糊</translation>
    </message>
    <message>
      <source>Every pixel becomes the mean of 5 × 5.</source>
      <translation>每个像素取 5 × 5 邻域的平均值。</translation>
    </message>
    <message>
      <source>Two 3 × 3 see 5 × 5</source>
      <translation>两层 3 × 3 的感受野是 5 × 5</translation>
    </message>
    <message>
      <source>Two layers of 3 × 3 see as far as one of 5 × 5.</source>
      <translation>两层 3 × 3 卷积与一层 5 × 5 卷积的感受野一样大。</translation>
    </message>
    <message>
      <source>SimpleNet</source>
      <translation>SimpleNet</translation>
    </message>
    <message>
      <source>The chapter's network for 224 × 224 colour photos, untrained.</source>
      <translation>教程中的网络，输入 224 × 224 彩色照片，未经训练。</translation>
    </message>
    <message>
      <source>Homework 1: 64 kernels</source>
      <translation>作业 1：64 个卷积核</translation>
    </message>
    <message>
      <source>64 kernels of 3 × 3, padding 1: how many products?</source>
      <translation>64 个 3 × 3 卷积核，填充 1：共多少次乘法？</translation>
    </message>
    <message>
      <source>Sobel magnitude</source>
      <translation>Sobel 幅值</translation>
    </message>
    <message>
      <source>Strength of edges in any direction, Sobel over 4.</source>
      <translation>任意方向的边缘强度，Sobel 除以 4。</translation>
    </message>
    <message>
      <source>Across</source>
      <translation>横向</translation>
    </message>
    <message>
      <source>Down</source>
      <translation>纵向</translation>
    </message>
    <message>
      <source>Scharr magnitude</source>
      <translation>Scharr 幅值</translation>
    </message>
    <message>
      <source>As Sobel, but even in all directions.</source>
      <translation>与 Sobel 类似，但各方向更均匀。</translation>
    </message>
    <message>
      <source>The four neighbours less four times the middle.</source>
      <translation>四个相邻值之和减去中间值的 4 倍。</translation>
    </message>
    <message>
      <source>Edges and blobs of about 3 pixels.</source>
      <translation>边缘和约 3 像素大小的斑点。</translation>
    </message>
    <message>
      <source>A fine blur less a coarse one.</source>
      <translation>弱模糊减去强模糊。</translation>
    </message>
    <message>
      <source>Eight compass edges</source>
      <translation>八方向边缘</translation>
    </message>
    <message>
      <source>Kirsch's kernels, one map for each direction.</source>
      <translation>Kirsch 卷积核，每个方向一张特征图。</translation>
    </message>
    <message>
      <source>Mean of the channels</source>
      <translation>通道均值</translation>
    </message>
    <message>
      <source>North-west, clockwise</source>
      <translation>自西北起顺时针</translation>
    </message>
    <message>
      <source>Four line detectors</source>
      <translation>四种直线检测</translation>
    </message>
    <message>
      <source>Thin lines: level, upright and both diagonals.</source>
      <translation>细线：水平、垂直和两条对角线。</translation>
    </message>
    <message>
      <source>Level, upright, rising, falling</source>
      <translation>水平、垂直、右上、右下</translation>
    </message>
    <message>
      <source>Eight ridge detectors</source>
      <translation>八方向脊线检测</translation>
    </message>
    <message>
      <source>Wider lines in eight directions, as steered ridges.</source>
      <translation>八个方向的较宽线条，由可调方向的脊线滤波器检测。</translation>
    </message>
    <message>
      <source>From level, by 22.5 degrees</source>
      <translation>自水平起，每 22.5 度</translation>
    </message>
    <message>
      <source>Soft, with no direction; sigma 2.</source>
      <translation>柔和、无方向性；σ 为 2。</translation>
    </message>
    <message>
      <source>The plain mean of 7 × 7.</source>
      <translation>7 × 7 邻域的简单平均。</translation>
    </message>
    <message>
      <source>As if the camera had moved 15 pixels aslant.</source>
      <translation>如同相机斜向移动了 15 个像素。</translation>
    </message>
    <message>
      <source>A disc of 11 pixels, as of a wide-open lens.</source>
      <translation>直径 11 像素的圆盘，如同大光圈镜头。</translation>
    </message>
    <message>
      <source>Five times the middle less its four neighbours.</source>
      <translation>中间值的 5 倍减去四个相邻值。</translation>
    </message>
    <message>
      <source>Unsharp mask</source>
      <translation>反锐化掩模</translation>
    </message>
    <message>
      <source>The photo plus what a Gaussian blur took away; sigma 2.</source>
      <translation>照片加上高斯模糊所去掉的部分；σ 为 2。</translation>
    </message>
    <message>
      <source>High boost</source>
      <translation>高提升滤波</translation>
    </message>
    <message>
      <source>Strong local contrast; sigma 6.</source>
      <translation>强烈的局部对比度；σ 为 6。</translation>
    </message>
    <message>
      <source>Style</source>
      <translation>风格</translation>
    </message>
    <message>
      <source>Relief lit from the upper left, on middle gray.</source>
      <translation>中灰底色上自左上方照亮的浮雕。</translation>
    </message>
    <message>
      <source>Pencil drawing</source>
      <translation>铅笔画</translation>
    </message>
    <message>
      <source>Dark outlines on white paper.</source>
      <translation>白纸上的深色轮廓。</translation>
    </message>
    <message>
      <source>Soft glow</source>
      <translation>柔光</translation>
    </message>
    <message>
      <source>The photo and its blur, mixed by halves.</source>
      <translation>照片与其模糊结果各占一半。</translation>
    </message>
    <message>
      <source>Convolution block</source>
      <translation>卷积块</translation>
    </message>
    <message>
      <source>CNN</source>
      <translation>CNN</translation>
    </message>
    <message>
      <source>Convolution, BatchNorm, ReLU, max pool on a colour photo.</source>
      <translation>对彩色照片依次做卷积、批归一化、ReLU、最大池化。</translation>
    </message>
    <message>
      <source>The largest of every 2 × 2.</source>
      <translation>每个 2 × 2 窗口取最大值。</translation>
    </message>
    <message>
      <source>The mean of every 2 × 2.</source>
      <translation>每个 2 × 2 窗口取平均值。</translation>
    </message>
    <message>
      <source>Halving by stride</source>
      <translation>用步幅减半</translation>
    </message>
    <message>
      <source>A small blur that keeps every second pixel.</source>
      <translation>轻微模糊，每两个像素保留一个。</translation>
    </message>
    <message>
      <source>Still life</source>
      <translation>静物</translation>
    </message>
    <message>
      <source>Fruit, a cup and a book, 12 million pixels.</source>
      <translation>水果、杯子和书，1200 万像素。</translation>
    </message>
    <message>
      <source>Still life, small</source>
      <translation>静物（小图）</translation>
    </message>
    <message>
      <source>The same, 600 pixels wide.</source>
      <translation>同一画面，宽 600 像素。</translation>
    </message>
    <message>
      <source>Half light</source>
      <translation>半明半暗</translation>
    </message>
    <message>
      <source>The chapter's 50 × 50: light left, dark right.</source>
      <translation>教程中的 50 × 50 图片：左亮右暗。</translation>
    </message>
    <message>
      <source>Resolution chart</source>
      <translation>分辨率测试图</translation>
    </message>
    <message>
      <source>Star, rings, line pairs and a gray ramp.</source>
      <translation>星形、圆环、线对和灰度渐变。</translation>
    </message>
    <message>
      <source>Clip: 0 is black and white is white; what lies outside is cut off</source>
      <translation>截断：0 为黑，白色值为白，超出范围的截去</translation>
    </message>
    <message>
      <source>Min-max: the least value is black, the largest white</source>
      <translation>最小–最大：最小值为黑，最大值为白</translation>
    </message>
    <message>
      <source>Offset: 0 is middle gray; half of white is added, then clipped</source>
      <translation>偏移：0 为中灰，先加白色值的一半，再截断</translation>
    </message>
    <message>
      <source>Absolute: minus signs are dropped, then clipped</source>
      <translation>绝对值：去掉负号，再截断</translation>
    </message>
    <message>
      <source>Replace it</source>
      <translation>替换它</translation>
    </message>
    <message>
      <source>Skip the photo</source>
      <translation>跳过这张照片</translation>
    </message>
    <message>
      <source>Keep it and number the new one</source>
      <translation>保留它，新文件加编号</translation>
    </message>
    <message>
      <source>Replace it only if photo or pipeline changed</source>
      <translation>仅当照片或流水线有变化时替换</translation>
    </message>
    <message>
      <source>Untitled</source>
      <translation>未命名</translation>
    </message>
    <message>
      <source>Numbers</source>
      <translation>数字</translation>
    </message>
  </context>
</TS>
