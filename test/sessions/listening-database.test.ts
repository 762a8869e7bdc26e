import { pushesAsPromised } from './listening.js'

pushesAsPromised('database')
